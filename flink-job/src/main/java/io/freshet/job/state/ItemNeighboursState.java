package io.freshet.job.state;

import io.freshet.core.retrieval.ItemNeighbours;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The neighbours of the current item.
 *
 * <p><b>Owned state:</b> {@code item-neighbours}, one value. <b>Key:</b> item. <b>Bound:</b> twice
 * as many neighbours as an item may keep. <b>TTL:</b> since the item was last acted on or became a
 * neighbour. <b>Evolution:</b> Flink's rules for records.
 */
public final class ItemNeighboursState {

    private final ValueStateDescriptor<ItemNeighbours> descriptor;
    private final ValueState<ItemNeighbours> neighbours;

    public ItemNeighboursState(RuntimeContext context, Duration ttl) {
        descriptor =
                new ValueStateDescriptor<>(
                        "item-neighbours", TypeInformation.of(ItemNeighbours.class));
        descriptor.enableTimeToLive(
                StateTtlConfig.newBuilder(ttl).cleanupInRocksdbCompactFilter(1_000).build());
        neighbours = context.getState(descriptor);
    }

    /** Null for an item without any. */
    public @Nullable ItemNeighbours read() throws IOException {
        return neighbours.value();
    }

    public void write(ItemNeighbours found) throws IOException {
        neighbours.update(found);
    }

    /** Visits the neighbours of all items of this subtask. */
    public <K> void forEach(KeyedStateBackend<K> backend, Consumer<ItemNeighbours> visitor)
            throws Exception {
        backend.applyToAllKeys(
                VoidNamespace.INSTANCE,
                VoidNamespaceSerializer.INSTANCE,
                descriptor,
                (itemId, found) -> {
                    ItemNeighbours value = found.value();
                    if (value != null) {
                        visitor.accept(value);
                    }
                });
    }
}
