package io.freshet.job.state;

import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The counts of the fresh items that count most.
 *
 * <p><b>Owned state:</b> {@code fresh-counts}. <b>Key:</b> one for the job. <b>Bound:</b> what its
 * user retains, and the reports since. <b>TTL:</b> none, lighter and older items are dropped.
 * <b>Evolution:</b> Flink's rules for records.
 */
public final class FreshCountsState {

    private final MapState<String, FreshCount> counts;

    public FreshCountsState(RuntimeContext context) {
        counts =
                context.getMapState(
                        new MapStateDescriptor<>(
                                "fresh-counts",
                                Types.STRING,
                                TypeInformation.of(FreshCount.class)));
    }

    public void put(String itemId, FreshCount count) throws Exception {
        counts.put(itemId, count);
    }

    /** Looks first: most items are not here, and RocksDB writes down each removal. */
    public void remove(String itemId) throws Exception {
        if (counts.contains(itemId)) {
            counts.remove(itemId);
        }
    }

    public void forEach(BiConsumer<String, FreshCount> consumer) throws Exception {
        for (Map.Entry<String, FreshCount> entry : counts.entries()) {
            consumer.accept(entry.getKey(), entry.getValue());
        }
    }

    /** Drops all items but these. */
    public void retain(Set<String> itemIds) throws Exception {
        ItemMaps.retain(counts, itemIds);
    }
}
