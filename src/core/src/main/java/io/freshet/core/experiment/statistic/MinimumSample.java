package io.freshet.core.experiment.statistic;

/**
 * From when on an interval of {@link ConfidenceSequence} is worth its name. Its promise is one of
 * large numbers, and before that sums are not normal and their variance is a guess.
 *
 * @param users that each variant has at least
 * @param contributors users that the numerator of each variant rests on at least ({@link
 *     Moments#effectiveUsers}); rare conversions and heavy values take more users to get there
 */
public record MinimumSample(double users, double contributors) {

    /**
     * With it the sequence keeps its promise on the traffic of {@code lab experiment-simulation},
     * also where one user in ten gets the treatment; without it, there, an interval of value misses
     * its truth in 15 % of experiments.
     */
    public static final MinimumSample USUAL = new MinimumSample(100, 50);

    public MinimumSample {
        if (!(users >= 2) || !(contributors > 0)) {
            throw new IllegalArgumentException(
                    "users and contributors are "
                            + users
                            + " and "
                            + contributors
                            + ", expected 2 or more and more than 0");
        }
    }

    /** Whether a variant has as many. */
    public boolean isReached(Metric metric, Moments variant) {
        return variant.users() >= users
                && metric.isDefined(variant)
                && variant.effectiveUsers(metric.numerator()) >= contributors;
    }
}
