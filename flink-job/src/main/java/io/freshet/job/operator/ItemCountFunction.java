package io.freshet.job.operator;

import io.freshet.core.retrieval.DecayedCount;
import io.freshet.job.state.ItemCountState;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * In: tallies, by item. Out: the item's count after each of them. Remembers the decayed count until
 * it has decayed to nothing.
 */
public final class ItemCountFunction extends KeyedProcessFunction<String, ItemTally, ItemCount> {

    private static final long serialVersionUID = 1L;

    /** After so many half-lives a count is a millionth of what it was. */
    private static final int HALF_LIVES_KEPT = 20;

    private final long halfLifeMillis;

    private transient ItemCountState counts;

    /**
     * @param halfLifeMillis event time in which a count halves
     */
    public ItemCountFunction(long halfLifeMillis) {
        this.halfLifeMillis = halfLifeMillis;
    }

    @Override
    public void open(OpenContext context) {
        Duration ttl = Duration.ofMillis(halfLifeMillis).multipliedBy(HALF_LIVES_KEPT);
        counts = new ItemCountState(getRuntimeContext(), ttl);
    }

    @Override
    public void processElement(ItemTally tally, Context context, Collector<ItemCount> out)
            throws Exception {
        DecayedCount added = tally.added();
        DecayedCount count = counts.read().plus(added.count(), added.timestamp(), halfLifeMillis);
        counts.write(count);
        out.collect(new ItemCount(tally.itemId(), count, added));
    }
}
