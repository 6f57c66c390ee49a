package io.freshet.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.core.experiment.statistic.Metric;
import io.freshet.core.experiment.statistic.Moments;
import io.freshet.core.experiment.statistic.Total;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatedExperimentTest {

    private static final ExperimentTraffic TRAFFIC = ExperimentTraffic.usual(5_000);

    @Test
    void isTheSameEveryTime() {
        assertThat(end(TRAFFIC, 0.05, 7)).isEqualTo(end(TRAFFIC, 0.05, 7));
        assertThat(end(TRAFFIC, 0.05, 8)).isNotEqualTo(end(TRAFFIC, 0.05, 7));
    }

    @Test
    void enrolsUsersAsTheyCome() {
        SimulatedExperiment experiment = new SimulatedExperiment(TRAFFIC, 0, 1);
        double users = 0;
        int peeks = 0;
        while (experiment.hasNext()) {
            experiment.next();
            peeks++;
            double now = experiment.moments(0).users() + experiment.moments(1).users();
            assertThat(now).isGreaterThanOrEqualTo(users);
            users = now;
        }
        assertThat(peeks).isEqualTo(SimulatedExperiment.PEEKS);
        assertThat(users).isBetween(2_000.0, 5_000.0);
    }

    @Test
    void sharesUsersOutAsItIsTold() {
        List<Moments> end = end(TRAFFIC.withTreatmentShare(0.1), 0, 1);
        double treated = end.get(SimulatedExperiment.TREATMENT).users();
        double all = treated + end.get(SimulatedExperiment.CONTROL).users();
        assertThat(treated / all).isCloseTo(0.1, within(0.03));
    }

    @Test
    void liftsClicksOfTheTreatmentOnly() {
        List<Moments> end = end(ExperimentTraffic.usual(20_000), 1, 1);
        assertThat(rate(end, SimulatedExperiment.CONTROL)).isCloseTo(0.1, within(0.02));
        assertThat(rate(end, SimulatedExperiment.TREATMENT)).isCloseTo(0.2, within(0.04));
        assertThat(end.get(SimulatedExperiment.TREATMENT).mean(Total.BEFORE))
                .isCloseTo(end.get(SimulatedExperiment.CONTROL).mean(Total.BEFORE), within(0.1));
    }

    private static double rate(List<Moments> end, int variant) {
        return Metric.CLICK_THROUGH_RATE.estimate(end.get(variant)).value();
    }

    private static List<Moments> end(ExperimentTraffic traffic, double lift, long seed) {
        SimulatedExperiment experiment = new SimulatedExperiment(traffic, lift, seed);
        while (experiment.hasNext()) {
            experiment.next();
        }
        return List.of(experiment.moments(0), experiment.moments(1));
    }
}
