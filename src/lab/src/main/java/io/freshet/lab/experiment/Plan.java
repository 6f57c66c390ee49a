package io.freshet.lab.experiment;

import io.freshet.core.experiment.statistic.CovariateAdjustment;
import io.freshet.core.experiment.statistic.FixedHorizon;
import io.freshet.core.experiment.statistic.Metric;
import io.freshet.core.experiment.statistic.Moments;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a fixed-horizon test of a metric would need, from experiments without effect that went on
 * for the planned length.
 *
 * @param users of both variants
 * @param saved share of the variance that the covariate takes away
 * @param population that brings so many users in the planned length
 */
public record Plan(Metric metric, long users, double saved, int population) {

    static final double POWER = 0.8;

    private static final int POPULATION = 40_000;

    /**
     * Of every metric, in the order of metrics, for the usual traffic.
     *
     * @param lift that is to be found
     * @param length of the traffic, of which the first 1 is planned
     */
    static List<Plan> all(double lift, double length, Experiments pilots) {
        ExperimentTraffic traffic = ExperimentTraffic.usual(POPULATION).with(POPULATION, length);
        List<Moments> ends = pilots.run(seed -> planned(traffic, seed));
        Moments all = ends.stream().reduce(Moments.ZERO, Moments::plus);
        double share = all.users() / ends.size() / POPULATION;
        return Stream.of(Metric.values()).map(metric -> of(metric, lift, all, share)).toList();
    }

    private static Plan of(Metric metric, double lift, Moments all, double share) {
        double difference = lift * metric.estimate(all).value();
        double variance = metric.varianceOfUser(all);
        long users =
                2
                        * new FixedHorizon(FalseAlarms.ALPHA)
                                .usersPerVariant(variance, difference, POWER);
        double saved = CovariateAdjustment.of(metric, all).saved(all);
        return new Plan(metric, users, saved, (int) Math.round(users / share));
    }

    private static Moments planned(ExperimentTraffic traffic, long seed) {
        SimulatedExperiment experiment = new SimulatedExperiment(traffic, 0, seed);
        for (int peek = 0; peek < SimulatedExperiment.PEEKS; peek++) {
            experiment.next();
        }
        return experiment
                .moments(SimulatedExperiment.CONTROL)
                .plus(experiment.moments(SimulatedExperiment.TREATMENT));
    }
}
