package io.freshet.job.state;

import io.freshet.core.retrieval.DecayedCount;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The counts of the items that count most, and the count of all items together.
 *
 * <p><b>Owned state:</b> {@code heaviest-counts} and {@code all-counts}. <b>Key:</b> one for the
 * job. <b>Bound:</b> what its user retains, and the reports since. <b>TTL:</b> none, lighter items
 * are dropped. <b>Evolution:</b> Flink's rules for records.
 */
public final class HeaviestCountsState {

    private final MapState<String, DecayedCount> counts;
    private final ValueState<DecayedCount> all;

    public HeaviestCountsState(RuntimeContext context) {
        counts =
                context.getMapState(
                        new MapStateDescriptor<>(
                                "heaviest-counts",
                                Types.STRING,
                                TypeInformation.of(DecayedCount.class)));
        all =
                context.getState(
                        new ValueStateDescriptor<>(
                                "all-counts", TypeInformation.of(DecayedCount.class)));
    }

    /** All items together; {@link DecayedCount#NONE} at first. */
    public DecayedCount all() throws IOException {
        DecayedCount found = all.value();
        return found == null ? DecayedCount.NONE : found;
    }

    public void writeAll(DecayedCount count) throws IOException {
        all.update(count);
    }

    public void put(String itemId, DecayedCount count) throws Exception {
        counts.put(itemId, count);
    }

    public void forEach(BiConsumer<String, DecayedCount> consumer) throws Exception {
        for (Map.Entry<String, DecayedCount> entry : counts.entries()) {
            consumer.accept(entry.getKey(), entry.getValue());
        }
    }

    /** Drops all items but these. */
    public void retain(Set<String> itemIds) throws Exception {
        ItemMaps.retain(counts, itemIds);
    }
}
