package io.freshet.lab.soak;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.regression.SimpleRegression;

/**
 * How a figure changes over a soak, by least squares.
 *
 * @param figure what changes
 * @param mean of it
 * @param perHour change in an hour
 * @param plusMinus half the width of the 95 % confidence interval of {@code perHour}; samples are
 *     taken as independent
 */
public record Slope(String figure, double mean, double perHour, double plusMinus) {

    /**
     * @throws IllegalArgumentException if there are fewer than three samples
     */
    static Slope of(String figure, List<SoakSample> samples, ToDoubleFunction<SoakSample> value) {
        if (samples.size() < 3) {
            throw new IllegalArgumentException(
                    "a slope needs three samples, found " + samples.size());
        }
        SimpleRegression regression = new SimpleRegression();
        for (SoakSample sample : samples) {
            regression.addData(sample.minute() / 60, value.applyAsDouble(sample));
        }
        double mean = samples.stream().mapToDouble(value).average().orElse(0);
        return new Slope(
                figure, mean, regression.getSlope(), regression.getSlopeConfidenceInterval());
    }

    /** Whether no change is seen: the interval holds 0. How wide it is says what could hide. */
    public boolean isFlat() {
        return Math.abs(perHour) <= plusMinus;
    }

    /** A line for people. */
    public String line() {
        return String.format(
                "%-16s mean %10.1f, %+9.2f +- %.2f an hour (%+.1f %%)%s",
                figure,
                mean,
                perHour,
                plusMinus,
                mean == 0 ? 0 : 100 * perHour / mean,
                isFlat() ? ", no change seen" : "");
    }
}
