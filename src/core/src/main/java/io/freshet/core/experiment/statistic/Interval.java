package io.freshet.core.experiment.statistic;

/** From {@code low} to {@code high}, both within it. */
public record Interval(double low, double high) {

    public Interval {
        if (!(low <= high)) {
            throw new IllegalArgumentException(
                    "an interval from " + low + " to " + high + ", expected them in order");
        }
    }

    static Interval around(double middle, double margin) {
        return new Interval(middle - margin, middle + margin);
    }

    public boolean contains(double value) {
        return low <= value && value <= high;
    }
}
