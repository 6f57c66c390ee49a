package io.freshet.job.metric;

import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** {@code sampleRatioMismatches}: experiments of which users are shared out wrongly. */
public final class ExperimentMetrics {

    /** Reporters read it from threads of their own. */
    private volatile int mismatches;

    public ExperimentMetrics(MetricGroup group) {
        Gauge<Integer> sampleRatioMismatches = () -> mismatches;
        group.gauge("sampleRatioMismatches", sampleRatioMismatches);
    }

    /** So many there are now. */
    public void mismatches(int experiments) {
        mismatches = experiments;
    }
}
