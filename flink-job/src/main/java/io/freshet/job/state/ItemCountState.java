package io.freshet.job.state;

import io.freshet.core.retrieval.DecayedCount;
import java.io.IOException;
import java.time.Duration;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.jspecify.annotations.Nullable;

/**
 * How often the current item was acted on, decayed.
 *
 * <p><b>Owned state:</b> {@code item-count} and {@code item-unreported}, one small value each.
 * <b>Key:</b> item. <b>Bound:</b> two values an item. <b>TTL:</b> since the last interaction, when
 * the count has decayed to nothing. <b>Evolution:</b> Flink's rules for records.
 */
public final class ItemCountState {

    private final ValueState<DecayedCount> count;
    private final ValueState<DecayedCount> unreported;

    public ItemCountState(RuntimeContext context, Duration ttl) {
        StateTtlConfig lifetime =
                StateTtlConfig.newBuilder(ttl).cleanupInRocksdbCompactFilter(1_000).build();
        count = context.getState(counts("item-count", lifetime));
        unreported = context.getState(counts("item-unreported", lifetime));
    }

    private static ValueStateDescriptor<DecayedCount> counts(String name, StateTtlConfig lifetime) {
        ValueStateDescriptor<DecayedCount> descriptor =
                new ValueStateDescriptor<>(name, TypeInformation.of(DecayedCount.class));
        descriptor.enableTimeToLive(lifetime);
        return descriptor;
    }

    /** All of it; {@link DecayedCount#NONE} for a new item. */
    public DecayedCount read() throws IOException {
        return orNone(count.value());
    }

    /** The part of it that no report told yet; {@link DecayedCount#NONE} if no report is due. */
    public DecayedCount unreported() throws IOException {
        return orNone(unreported.value());
    }

    private static DecayedCount orNone(@Nullable DecayedCount found) {
        return found == null ? DecayedCount.NONE : found;
    }

    public void write(DecayedCount all, DecayedCount notReported) throws IOException {
        count.update(all);
        unreported.update(notReported);
    }

    /** Notes that a report told everything. */
    public void reported() {
        unreported.clear();
    }
}
