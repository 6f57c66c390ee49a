package io.freshet.core.experiment.statistic;

/**
 * Intervals that hold at all moments together: with a probability of 1 - alpha none of them ever
 * misses the truth, so one may look whenever one likes and stop when one likes.
 *
 * <p>Asymptotic, with the boundary of a Gaussian mixture (Waudby-Smith, Arbour, Sinha, Kennedy,
 * Ramdas 2024: Time-uniform central limit theory and asymptotic confidence sequences, Annals of
 * Statistics 52(6), arXiv 2103.06476, theorem 2.2): after n users an estimate with the standard
 * error s is within
 *
 * <pre>s * sqrt((1 + 1 / (n rho^2)) * log((n rho^2 + 1) / alpha^2))</pre>
 *
 * <p>Asymptotic means that it holds from a number of users on that {@link MinimumSample} sets.
 *
 * @param alpha probability that any of the intervals misses, more than 0 and less than 1
 * @param rhoSquared says at which number of users the intervals are tightest; larger is earlier
 */
public record ConfidenceSequence(double alpha, double rhoSquared) {

    public ConfidenceSequence {
        if (!(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException("alpha is " + alpha + ", expected 0 to 1");
        }
        if (!(rhoSquared > 0) || rhoSquared == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "rhoSquared is " + rhoSquared + ", expected more than 0");
        }
    }

    /**
     * Tightest after a number of users of both variants; ten times fewer or more widen it little.
     */
    public static ConfidenceSequence tightestAt(double plannedUsers, double alpha) {
        if (!(plannedUsers > 0)) {
            throw new IllegalArgumentException(
                    "plannedUsers is " + plannedUsers + ", expected more than 0");
        }
        return new ConfidenceSequence(alpha, tightest(alpha) / plannedUsers);
    }

    /**
     * The x = n rho^2 where the boundary is lowest. There x = log((x + 1) / alpha^2), which is -1 -
     * W(-alpha^2 / e) of Lambert's lower branch (appendix of the paper on the choice of rho); the
     * iteration contracts by 1 / (x + 1).
     */
    private static double tightest(double alpha) {
        double x = 1 - 2 * Math.log(alpha);
        for (int i = 0; i < 60; i++) {
            x = Math.log((x + 1) / (alpha * alpha));
        }
        return x;
    }

    /**
     * The interval after a number of users.
     *
     * @param users of both variants
     */
    public Interval interval(Estimate difference, double users) {
        return Interval.around(
                difference.value(), difference.standardError() * criticalValue(users));
    }

    /** How many standard errors the interval reaches to each side; 1.96 if nobody peeked. */
    public double criticalValue(double users) {
        double x = rhoSquared * users;
        return Math.sqrt((1 + 1 / x) * Math.log((x + 1) / (alpha * alpha)));
    }

    /**
     * The least alpha of which the interval, with the same rho, leaves out 0. Always valid: also
     * the smallest of all moments is a p-value, and whoever asks again keeps it.
     */
    public double pValue(Estimate difference, double users) {
        if (difference.value() == 0) {
            return 1;
        }
        double x = rhoSquared * users;
        double squared = difference.value() * difference.value() / difference.variance();
        double logEvidence = squared * x / (x + 1) / 2 - Math.log1p(x) / 2;
        return Math.exp(-Math.max(0, logEvidence));
    }
}
