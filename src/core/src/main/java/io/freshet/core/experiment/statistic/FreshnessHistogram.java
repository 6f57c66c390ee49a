package io.freshet.core.experiment.statistic;

import org.HdrHistogram.Histogram;

/**
 * How old the events were whose slates were shown: counts in buckets of which each is less than 1 %
 * wide, up to a day. Counts of buckets add up, whoever counted them.
 */
public final class FreshnessHistogram {

    /** More is as old as a day. */
    public static final int MOST_MILLIS = 86_400_000;

    private static final int DIGITS = 2;

    /** Asked where buckets begin, and never changed. */
    private static final Histogram BUCKETS = new Histogram(MOST_MILLIS, DIGITS);

    private final Histogram counts = new Histogram(MOST_MILLIS, DIGITS);

    /** The lowest freshness of the bucket that one falls into, milliseconds. */
    public static long bucket(long freshnessMillis) {
        long millis = Math.max(0, Math.min(MOST_MILLIS, freshnessMillis));
        return BUCKETS.lowestEquivalentValue(millis);
    }

    /** Adds slates to a bucket. */
    public void add(long bucket, long slates) {
        counts.recordValueWithCount(Math.min(bucket, MOST_MILLIS), slates);
    }

    /** All that were counted. */
    public long slates() {
        return counts.getTotalCount();
    }

    /**
     * The freshness that this share of slates did not exceed, milliseconds.
     *
     * @param share 0 to 1
     */
    public long quantileMillis(double share) {
        return Math.min(MOST_MILLIS, counts.getValueAtPercentile(share * 100));
    }
}
