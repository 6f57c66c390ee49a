package io.freshet.lab.experiment;

import io.freshet.core.experiment.statistic.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * How the statistics of experiments do where the truth is known.
 *
 * @param experiments of which shares are; so many for each line
 * @param effects experiments with an effect, so many for each line
 */
public record ExperimentReport(
        int experiments,
        int effects,
        long seed,
        List<FalseAlarms> falseAlarms,
        List<Speed> speeds,
        List<Plan> plans,
        List<RatioAlarms> ratios) {

    static final double LIFT = 0.05;
    static final double PLANNED_LIFT = 0.03;

    private static final double MISMATCH = 0.52;
    private static final int PILOTS = 20;

    private static final List<Trial> TRIALS =
            List.of(
                    new Trial("halves", ExperimentTraffic.usual(20_000), 12_000),
                    new Trial(
                            "one in ten",
                            ExperimentTraffic.usual(40_000).withTreatmentShare(0.1),
                            24_000),
                    new Trial("regulars", ExperimentTraffic.usual(2_000).ofRegulars(30), 2_000));

    /** Traffic without effect, and with how many users it is planned. */
    private record Trial(String name, ExperimentTraffic traffic, double plannedUsers) {}

    public ExperimentReport {
        falseAlarms = List.copyOf(falseAlarms);
        speeds = List.copyOf(speeds);
        plans = List.copyOf(plans);
        ratios = List.copyOf(ratios);
    }

    /**
     * Runs them all.
     *
     * @param progress is told what has been done
     */
    public static ExperimentReport of(
            int experiments, int effects, long seed, Consumer<String> progress) {
        Experiments many = new Experiments(experiments, seed);
        List<FalseAlarms> alarms = new ArrayList<>();
        for (Trial trial : TRIALS) {
            alarms.addAll(
                    FalseAlarms.of(trial.name(), trial.traffic(), trial.plannedUsers(), many));
            progress.accept("no effect, " + trial.name() + ": done");
        }
        List<RatioAlarms> ratios =
                List.of(RatioAlarms.of(0.5, many), RatioAlarms.of(MISMATCH, many));
        progress.accept("sample ratios: done");
        List<Plan> plans = Plan.all(PLANNED_LIFT, Speed.LENGTH, new Experiments(PILOTS, seed + 1));
        List<Speed> speeds = new ArrayList<>();
        for (Metric metric : List.of(Metric.CLICK_THROUGH_RATE, Metric.CLICKS_PER_USER)) {
            Plan plan = plans.get(metric.ordinal());
            speeds.add(Speed.of(plan, LIFT, new Experiments(effects, seed + 2)));
            progress.accept("a lift, " + metric.id() + ": done");
        }
        return new ExperimentReport(experiments, effects, seed, alarms, speeds, plans, ratios);
    }
}
