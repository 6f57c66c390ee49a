package io.freshet.job.metric;

import java.util.function.IntSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * {@code outcomesHeld}: that wait for a checkpoint. {@code outcomesUnsecured}: that left before
 * one, because too many waited.
 */
public final class OutcomeHoldMetrics {

    private final Counter unsecured;

    /**
     * @param held how many wait now
     */
    public OutcomeHoldMetrics(MetricGroup group, IntSupplier held) {
        group.gauge("outcomesHeld", held::getAsInt);
        unsecured = group.counter("outcomesUnsecured");
    }

    /** One left before a checkpoint held it. */
    public void leftEarly() {
        unsecured.inc();
    }
}
