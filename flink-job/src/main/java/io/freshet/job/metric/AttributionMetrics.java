package io.freshet.job.metric;

import io.freshet.core.attribution.Loss;
import io.freshet.core.domain.OutcomeKind;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * {@code outcomes}, one counter for each kind, and {@code eventsWithoutOutcome}, one for each
 * reason why an event earned nothing.
 */
public final class AttributionMetrics {

    private final Map<OutcomeKind, Counter> outcomes = new EnumMap<>(OutcomeKind.class);
    private final Map<Loss, Counter> losses = new EnumMap<>(Loss.class);

    public AttributionMetrics(MetricGroup group) {
        for (OutcomeKind kind : OutcomeKind.values()) {
            outcomes.put(kind, group.addGroup("kind", kind.name()).counter("outcomes"));
        }
        for (Loss loss : Loss.values()) {
            losses.put(loss, group.addGroup("reason", loss.name()).counter("eventsWithoutOutcome"));
        }
    }

    /** A slate earned something, or nothing. */
    public void outcome(OutcomeKind kind) {
        outcomes.get(kind).inc();
    }

    /** An event earned nothing. */
    public void lost(Loss loss) {
        losses.get(loss).inc();
    }
}
