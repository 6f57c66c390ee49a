package io.freshet.job.metric;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** {@code controlRecordsRefused}: records of models and experiments that are not followed. */
public final class ControlMetrics {

    private final Counter refused;

    public ControlMetrics(MetricGroup group) {
        refused = group.counter("controlRecordsRefused");
    }

    /** One is not followed. */
    public void recordRefused() {
        refused.inc();
    }
}
