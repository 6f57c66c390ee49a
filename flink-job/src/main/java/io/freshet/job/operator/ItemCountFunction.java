package io.freshet.job.operator;

import io.freshet.core.retrieval.DecayedCount;
import io.freshet.job.state.ItemCountState;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * In: interactions, by item. Out: the item's count, at most once an interval. Remembers the decayed
 * count until it has decayed to nothing.
 */
public final class ItemCountFunction
        extends KeyedProcessFunction<String, ArrivedInteraction, ItemCount> {

    private static final long serialVersionUID = 1L;

    /** After so many half-lives a count is a millionth of what it was. */
    private static final int HALF_LIVES_KEPT = 20;

    private final long halfLifeMillis;
    private final long intervalMillis;

    private transient ItemCountState counts;

    /**
     * @param halfLifeMillis event time in which a count halves
     * @param intervalMillis processing time between two reports of an item
     */
    public ItemCountFunction(long halfLifeMillis, long intervalMillis) {
        this.halfLifeMillis = halfLifeMillis;
        this.intervalMillis = intervalMillis;
    }

    @Override
    public void open(OpenContext context) {
        Duration ttl = Duration.ofMillis(halfLifeMillis).multipliedBy(HALF_LIVES_KEPT);
        counts = new ItemCountState(getRuntimeContext(), ttl);
    }

    @Override
    public void processElement(
            ArrivedInteraction arrived, Context context, Collector<ItemCount> out)
            throws Exception {
        long timestamp = arrived.interaction().timestamp();
        DecayedCount added = counts.unreported();
        counts.write(
                counts.read().plus(1, timestamp, halfLifeMillis),
                added.plus(1, timestamp, halfLifeMillis));
        if (added.equals(DecayedCount.NONE)) {
            long now = context.timerService().currentProcessingTime();
            context.timerService().registerProcessingTimeTimer(now + intervalMillis);
        }
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<ItemCount> out)
            throws Exception {
        DecayedCount added = counts.unreported();
        if (added.equals(DecayedCount.NONE)) {
            // It has decayed to nothing while the job was down.
            return;
        }
        out.collect(new ItemCount(context.getCurrentKey(), counts.read(), added));
        counts.reported();
    }
}
