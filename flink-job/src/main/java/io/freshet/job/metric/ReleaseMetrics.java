package io.freshet.job.metric;

import java.util.function.IntSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** {@code releasesRefused}, {@code releasesActivated}, and {@code modelSlots} that serve now. */
public final class ReleaseMetrics {

    private final Counter refused;
    private final Counter activated;

    /**
     * @param slots that serve now
     */
    public ReleaseMetrics(MetricGroup group, IntSupplier slots) {
        refused = group.counter("releasesRefused");
        activated = group.counter("releasesActivated");
        Gauge<Integer> modelSlots = slots::getAsInt;
        group.gauge("modelSlots", modelSlots);
    }

    /** This subtask cannot switch to a release. */
    public void refused() {
        refused.inc();
    }

    /** This subtask switched to one. */
    public void activated() {
        activated.inc();
    }
}
