package io.freshet.console.live;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * How long slates took, in milliseconds.
 *
 * @param p50 median; null where there was no slate
 * @param p90 nine of ten were faster
 * @param p99 ninety-nine of a hundred were
 * @param max the slowest
 * @param bars how many there were up to each bound; every slate is in one bar
 */
public record Freshness(
        @Nullable Double p50,
        @Nullable Double p90,
        @Nullable Double p99,
        @Nullable Double max,
        List<Bar> bars) {

    private static final long[] BOUNDS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000};

    public Freshness {
        bars = List.copyOf(bars);
    }

    /**
     * One bar of the histogram.
     *
     * @param upTo milliseconds, inclusive; null for all that took longer
     */
    public record Bar(@Nullable Long upTo, long count) {}

    static Freshness of(Histogram millis) {
        List<Bar> bars = new ArrayList<>();
        long below = 0;
        for (long bound : BOUNDS) {
            long upTo = millis.getCountBetweenValues(0, bound);
            bars.add(new Bar(bound, upTo - below));
            below = upTo;
        }
        bars.add(new Bar(null, millis.getTotalCount() - below));
        return new Freshness(
                percentile(millis, 50),
                percentile(millis, 90),
                percentile(millis, 99),
                percentile(millis, 100),
                bars);
    }

    static @Nullable Double percentile(Histogram millis, double percentile) {
        return millis.getTotalCount() == 0
                ? null
                : Double.valueOf((double) millis.getValueAtPercentile(percentile));
    }
}
