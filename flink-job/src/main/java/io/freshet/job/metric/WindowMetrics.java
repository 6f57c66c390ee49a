package io.freshet.job.metric;

import io.freshet.core.behaviour.BehaviourWindow.Insertion;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/**
 * {@code interactions}: what became of the interactions that were offered to windows, one counter
 * for each insertion. {@code arrivalMillis}: from the record's timestamp to the window. {@code
 * windowUpdateMicros}: to read, change and write a window.
 */
public final class WindowMetrics {

    private static final int SAMPLE = 1_000;

    private final Map<Insertion, Counter> counters = new EnumMap<>(Insertion.class);
    private final Histogram arrivalMillis;
    private final Histogram updateMicros;

    public WindowMetrics(MetricGroup group) {
        for (Insertion insertion : Insertion.values()) {
            String name = insertion.name().toLowerCase(Locale.ROOT);
            counters.put(insertion, group.addGroup("insertion", name).counter("interactions"));
        }
        arrivalMillis =
                group.histogram("arrivalMillis", new DescriptiveStatisticsHistogram(SAMPLE));
        updateMicros =
                group.histogram("windowUpdateMicros", new DescriptiveStatisticsHistogram(SAMPLE));
    }

    public void arrived(long afterMillis) {
        arrivalMillis.update(afterMillis);
    }

    public void update(Insertion insertion, long nanos) {
        counters.get(insertion).inc();
        updateMicros.update(nanos / 1_000);
    }
}
