package io.freshet.core.experiment.statistic;

/**
 * A number that was estimated.
 *
 * @param value the estimate
 * @param variance of the estimate, 0 or more; that of independent estimates adds up
 */
public record Estimate(double value, double variance) {

    private static final double SMALLEST_OF_RATIOS = 1e-30;
    private static final double LARGEST_OF_RATIOS = 1e30;

    public Estimate {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("value is " + value + ", expected a finite number");
        }
        if (!(variance >= 0) || variance == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "variance is " + variance + ", expected a number of 0 or more");
        }
    }

    public double standardError() {
        return Math.sqrt(variance);
    }

    /** The absolute difference between two variants. */
    public Estimate minus(Estimate control) {
        return new Estimate(value - control.value, variance + control.variance);
    }

    /**
     * The relative difference, 0.05 for 5 % more; its variance by the delta method on the ratio
     * (Deng, Knoblich, Lu 2018, on percent changes).
     *
     * @param control its value is not 0
     */
    public Estimate liftOver(Estimate control) {
        if (control.value == 0) {
            throw new IllegalArgumentException("there is no lift over a control of 0");
        }
        double ratio = value / control.value;
        double scaled = variance + ratio * ratio * control.variance;
        return new Estimate(ratio - 1, scaled / (control.value * control.value));
    }

    /** Whether it is more than 0, and neither so small nor so large that its square is lost. */
    public boolean hasRatio() {
        return value > SMALLEST_OF_RATIOS
                && value < LARGEST_OF_RATIOS
                && variance < LARGEST_OF_RATIOS * LARGEST_OF_RATIOS;
    }

    /**
     * The logarithm of the ratio, with its variance by the delta method; both values are more than
     * 0. Intervals of a lift are made here and brought back: the ratio itself is skewed, and one
     * that is low by chance would have a small variance, too.
     */
    public Estimate logRatio(Estimate control) {
        if (!(value > 0 && control.value > 0)) {
            throw new IllegalArgumentException(
                    "there is no logarithm of the ratio of "
                            + value
                            + " and "
                            + control.value
                            + ", expected both more than 0");
        }
        return new Estimate(
                Math.log(value / control.value), relativeVariance() + control.relativeVariance());
    }

    private double relativeVariance() {
        return variance / (value * value);
    }
}
