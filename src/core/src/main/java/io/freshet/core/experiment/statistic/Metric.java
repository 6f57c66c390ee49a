package io.freshet.core.experiment.statistic;

/**
 * What variants are compared by: the sum of one total over the sum of another. Where the other is
 * the number of users it is a mean per user.
 *
 * <p>Users are the unit, however many exposures they have: their totals are independent, their
 * exposures are not. The variance of the ratio is that of the mean of the users' {@code (numerator
 * - ratio * denominator) / mean denominator}, the delta method (Deng, Knoblich, Lu 2018: Applying
 * the Delta Method in Metric Analytics, KDD, on cluster randomization).
 */
public enum Metric {
    CLICK_THROUGH_RATE("click-through-rate", Total.CLICKS, Total.EXPOSURES),
    CONVERSION_RATE("conversion-rate", Total.CONVERSIONS, Total.EXPOSURES),
    VALUE_PER_EXPOSURE("value-per-exposure", Total.VALUE, Total.EXPOSURES),
    CLICKS_PER_USER("clicks-per-user", Total.CLICKS, Total.USERS),
    CONVERSIONS_PER_USER("conversions-per-user", Total.CONVERSIONS, Total.USERS),
    VALUE_PER_USER("value-per-user", Total.VALUE, Total.USERS);

    private final String id;
    private final Total numerator;
    private final Total denominator;

    Metric(String id, Total numerator, Total denominator) {
        this.id = id;
        this.numerator = numerator;
        this.denominator = denominator;
    }

    /** The name in topics and on pages. */
    public String id() {
        return id;
    }

    public Total numerator() {
        return numerator;
    }

    public Total denominator() {
        return denominator;
    }

    /** Whether there are two users and something to divide by, in numbers that can be squared. */
    public boolean isDefined(Moments variant) {
        return variant.users() >= 2
                && variant.sum(denominator) > 0
                && variant.areTame(numerator, denominator, Total.BEFORE);
    }

    /** Of one variant, for which it {@link #isDefined}. */
    public Estimate estimate(Moments variant) {
        return new Estimate(ratio(variant), varianceOfUser(variant) / variant.users());
    }

    /**
     * What one user adds to the variance: that of the estimate is this by the number of users. The
     * sample size of a test is reckoned from it.
     */
    public double varianceOfUser(Moments variant) {
        return new Residual(this, ratio(variant), 0).variance(variant)
                / square(variant.mean(denominator));
    }

    double ratio(Moments variant) {
        if (!isDefined(variant)) {
            throw new IllegalArgumentException(
                    id
                            + " of "
                            + variant.users()
                            + " users with "
                            + variant.sum(denominator)
                            + " to divide by, expected 2 users and more than 0");
        }
        return variant.sum(numerator) / variant.sum(denominator);
    }

    static double square(double number) {
        return number * number;
    }
}
