package io.freshet.job.metric;

import io.freshet.core.domain.DeadLetterReason;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** {@code deadLetters}: how many records became none, one counter for each reason. */
public final class DeadLetterMetrics {

    private final Map<DeadLetterReason, Counter> counters = new EnumMap<>(DeadLetterReason.class);

    public DeadLetterMetrics(MetricGroup group) {
        for (DeadLetterReason reason : DeadLetterReason.values()) {
            counters.put(reason, group.addGroup("reason", reason.name()).counter("deadLetters"));
        }
    }

    public void count(DeadLetterReason reason) {
        counters.get(reason).inc();
    }
}
