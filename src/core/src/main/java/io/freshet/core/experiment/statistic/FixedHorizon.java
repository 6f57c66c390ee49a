package io.freshet.core.experiment.statistic;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The classical test: one look, at a number of users that was set before. For comparison; whoever
 * looks twice and stops at what pleases errs more often than alpha.
 *
 * @param alpha probability that the interval misses, more than 0 and less than 1
 */
public record FixedHorizon(double alpha) {

    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    public FixedHorizon {
        if (!(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException("alpha is " + alpha + ", expected 0 to 1");
        }
    }

    public Interval interval(Estimate difference) {
        return Interval.around(difference.value(), difference.standardError() * criticalValue());
    }

    /**
     * Users that each of two variants needs.
     *
     * @param varianceOfUser {@link Metric#varianceOfUser}
     * @param difference absolute, that is to be found, not 0
     * @param power probability of finding it, such as 0.8
     */
    public long usersPerVariant(double varianceOfUser, double difference, double power) {
        if (difference == 0 || !(power > 0 && power < 1) || !(varianceOfUser >= 0)) {
            throw new IllegalArgumentException(
                    "difference, power and varianceOfUser are "
                            + difference
                            + ", "
                            + power
                            + " and "
                            + varianceOfUser
                            + ", expected other than 0, 0 to 1 and 0 or more");
        }
        double scores = (criticalValue() + NORMAL.inverseCumulativeProbability(power)) / difference;
        return (long) Math.ceil(2 * varianceOfUser * scores * scores);
    }

    private double criticalValue() {
        return NORMAL.inverseSurvivalProbability(alpha / 2);
    }
}
