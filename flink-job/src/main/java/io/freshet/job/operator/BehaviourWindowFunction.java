package io.freshet.job.operator;

import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.behaviour.BehaviourWindow.Insertion;
import io.freshet.core.behaviour.WindowBounds;
import io.freshet.core.domain.Interaction;
import io.freshet.core.retrieval.PopularItems;
import io.freshet.job.metric.WindowMetrics;
import io.freshet.job.state.BehaviourWindowState;
import io.freshet.job.state.PopularItemsState;
import java.time.Duration;
import java.util.NavigableMap;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * In: interactions by user, and lists of popular items. Out: a scoring request for each interaction
 * that the user's window accepts. Remembers each user's window until its TTL, and a few lists.
 */
public final class BehaviourWindowFunction
        extends KeyedBroadcastProcessFunction<
                String, ArrivedInteraction, PopularItems, ScoringRequest> {

    private static final long serialVersionUID = 1L;

    private static final byte[] NOT_WRITTEN = {};

    private final WindowBounds bounds;
    private final Duration ttl;

    private transient BehaviourWindowState windows;
    private transient WindowMetrics metrics;

    /** Looked up for every interaction; null when a list was added. */
    private transient @Nullable NavigableMap<Long, PopularItems> popularByTime;

    /**
     * @param ttl time without an accepted interaction after which a user is forgotten
     */
    public BehaviourWindowFunction(WindowBounds bounds, Duration ttl) {
        this.bounds = bounds;
        this.ttl = ttl;
    }

    @Override
    public void open(OpenContext context) {
        windows = new BehaviourWindowState(getRuntimeContext(), ttl);
        metrics = new WindowMetrics(getRuntimeContext().getMetricGroup());
    }

    @Override
    public void processElement(
            ArrivedInteraction arrived, ReadOnlyContext context, Collector<ScoringRequest> out)
            throws Exception {
        long start = System.nanoTime();
        Interaction interaction = arrived.interaction();
        BehaviourWindow window = windows.read();
        Insertion insertion = window.insert(interaction, bounds);
        byte[] packed = insertion == Insertion.ACCEPTED ? windows.write(window) : NOT_WRITTEN;
        metrics.update(insertion, System.nanoTime() - start);
        metrics.arrived(context.currentProcessingTime() - arrived.ingested());
        if (insertion == Insertion.ACCEPTED) {
            if (popularByTime == null) {
                popularByTime =
                        PopularItemsState.byTime(
                                context.getBroadcastState(PopularItemsState.DESCRIPTOR));
            }
            PopularItems popular = PopularItemsState.asOf(popularByTime, window.newestTimestamp());
            out.collect(
                    new ScoringRequest(
                            interaction.userId(),
                            window.revision(),
                            packed,
                            popular,
                            interaction.eventId(),
                            interaction.timestamp(),
                            arrived.ingested()));
        }
    }

    @Override
    public void processBroadcastElement(
            PopularItems popular, Context context, Collector<ScoringRequest> out) throws Exception {
        PopularItemsState.add(context.getBroadcastState(PopularItemsState.DESCRIPTOR), popular);
        popularByTime = null;
    }
}
