package io.freshet.job.metric;

import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/**
 * {@code slates} and {@code batches} made, {@code batchSize}, {@code batchWaitMicros} that a
 * request waited for its batch, {@code scoringMicros} of a batch, {@code requestsWaiting}, {@code
 * requestsCoalesced}, {@code scoringOnCuda} (1 or 0).
 */
public final class ScoringMetrics {

    private static final int SAMPLE = 1_000;

    private final Counter slates;
    private final Counter batches;
    private final Histogram batchSize;
    private final Histogram batchWaitMicros;
    private final Histogram scoringMicros;

    /**
     * @param provider where the default slot's model runs
     * @param waiting requests that wait now
     * @param coalesced requests that gave their place to a newer one so far
     */
    public ScoringMetrics(
            MetricGroup group,
            Supplier<String> provider,
            IntSupplier waiting,
            LongSupplier coalesced) {
        slates = group.counter("slates");
        batches = group.counter("batches");
        batchSize = group.histogram("batchSize", new DescriptiveStatisticsHistogram(SAMPLE));
        batchWaitMicros =
                group.histogram("batchWaitMicros", new DescriptiveStatisticsHistogram(SAMPLE));
        scoringMicros =
                group.histogram("scoringMicros", new DescriptiveStatisticsHistogram(SAMPLE));
        Gauge<Integer> requestsWaiting = waiting::getAsInt;
        group.gauge("requestsWaiting", requestsWaiting);
        Gauge<Long> requestsCoalesced = coalesced::getAsLong;
        group.gauge("requestsCoalesced", requestsCoalesced);
        Gauge<Integer> scoringOnCuda = () -> provider.get().equals("cuda") ? 1 : 0;
        group.gauge("scoringOnCuda", scoringOnCuda);
    }

    /** A batch was scored; {@code nanos} is what that took. */
    public void scored(int size, long nanos) {
        slates.inc(size);
        batches.inc();
        batchSize.update(size);
        scoringMicros.update(nanos / 1_000);
    }

    /** A request of it had waited. */
    public void waited(long nanos) {
        batchWaitMicros.update(nanos / 1_000);
    }
}
