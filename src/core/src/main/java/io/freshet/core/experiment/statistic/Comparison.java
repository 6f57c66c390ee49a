package io.freshet.core.experiment.statistic;

import static java.util.Objects.requireNonNull;

/**
 * A treatment beside the control by one metric, at one moment of an experiment that goes on.
 *
 * @param treatment the metric as it is, without adjustment
 * @param control the same of the other variant
 * @param difference absolute, adjusted if the rule says so
 * @param lift relative, 0.05 for 5 % more, adjusted if the rule says so; its interval is made of
 *     the logarithm, so it reaches farther up than down
 * @param pValue of no difference, always valid; whoever looks again keeps the smallest
 * @param varianceSaved share of the difference's variance that the adjustment took away
 */
public record Comparison(
        Metric metric,
        Estimate treatment,
        Estimate control,
        Effect difference,
        Effect lift,
        double pValue,
        double varianceSaved) {

    public Comparison {
        requireNonNull(metric, "metric");
        requireNonNull(treatment, "treatment");
        requireNonNull(control, "control");
        requireNonNull(difference, "difference");
        requireNonNull(lift, "lift");
    }
}
