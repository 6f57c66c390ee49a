package io.freshet.job.state;

import io.freshet.core.retrieval.DecayedCount;
import java.io.IOException;
import java.time.Duration;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * How often the current item was acted on, decayed.
 *
 * <p><b>Owned state:</b> {@code item-count}, one small value. <b>Key:</b> item. <b>Bound:</b> one
 * value an item. <b>TTL:</b> since the last interaction, when the count has decayed to nothing.
 * <b>Evolution:</b> Flink's rules for records.
 */
public final class ItemCountState {

    private final ValueState<DecayedCount> count;

    public ItemCountState(RuntimeContext context, Duration ttl) {
        ValueStateDescriptor<DecayedCount> descriptor =
                new ValueStateDescriptor<>("item-count", TypeInformation.of(DecayedCount.class));
        descriptor.enableTimeToLive(
                StateTtlConfig.newBuilder(ttl).cleanupInRocksdbCompactFilter(1_000).build());
        count = context.getState(descriptor);
    }

    /** {@link DecayedCount#NONE} for a new item. */
    public DecayedCount read() throws IOException {
        DecayedCount found = count.value();
        return found == null ? DecayedCount.NONE : found;
    }

    public void write(DecayedCount newCount) throws IOException {
        count.update(newCount);
    }
}
