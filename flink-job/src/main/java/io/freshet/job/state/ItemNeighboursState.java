package io.freshet.job.state;

import io.freshet.core.retrieval.ItemNeighbours;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.jspecify.annotations.Nullable;

/**
 * The neighbours of the current item.
 *
 * <p><b>Owned state:</b> {@code item-neighbours}, one value. <b>Key:</b> item. <b>Bound:</b> twice
 * as many neighbours as an item may keep. <b>TTL:</b> since the item was last acted on or became a
 * neighbour. <b>Evolution:</b> Flink's rules for records.
 */
public final class ItemNeighboursState {

    private static final String NAME = "item-neighbours";

    private final ValueState<ItemNeighbours> neighbours;

    public ItemNeighboursState(RuntimeContext context, Duration ttl) {
        ValueStateDescriptor<ItemNeighbours> descriptor =
                new ValueStateDescriptor<>(NAME, TypeInformation.of(ItemNeighbours.class));
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

    /** The items of this subtask, some of which may have expired. */
    public <K> List<K> items(KeyedStateBackend<K> backend) {
        try (Stream<K> keys = backend.getKeys(NAME, VoidNamespace.INSTANCE)) {
            return keys.toList();
        }
    }
}
