package io.freshet.job.metric;

import java.util.function.LongSupplier;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/**
 * What is at hand where slates are made: {@code itemsAtHand}, those whose neighbours the process
 * holds, and {@code countsAgeMillis}, by the clock how old the newest event is in what comes in. Of
 * a replay that is the age of the log.
 */
public final class CountsMetrics {

    private static final int SAMPLE = 1_000;

    private final Histogram ageMillis;

    /**
     * @param itemsAtHand tells how many there are
     */
    public CountsMetrics(MetricGroup group, LongSupplier itemsAtHand) {
        group.gauge("itemsAtHand", (Gauge<Long>) itemsAtHand::getAsLong);
        ageMillis = group.histogram("countsAgeMillis", new DescriptiveStatisticsHistogram(SAMPLE));
    }

    /** Something came in. */
    public void arrived(long millisAfterItsNewestEvent) {
        ageMillis.update(millisAfterItsNewestEvent);
    }
}
