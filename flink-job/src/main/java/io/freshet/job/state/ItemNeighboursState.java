package io.freshet.job.state;

import io.freshet.core.retrieval.ItemNeighbours;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;

/**
 * The neighbours of the current item, in pieces that are to be added up: RocksDB appends a piece
 * without reading what is there.
 *
 * <p><b>Owned state:</b> {@code item-neighbour-pieces}, a list. <b>Key:</b> item. <b>Bound:</b>
 * twice as many neighbours as an item may keep, and the pieces since they were added up.
 * <b>TTL:</b> half as long again as what is promised since the last piece came, because pieces age
 * one by one: whoever adds them up often enough loses none before its time. <b>Evolution:</b>
 * Flink's rules for records.
 */
public final class ItemNeighboursState {

    private static final String NAME = "item-neighbour-pieces";

    private final ListState<ItemNeighbours> pieces;

    public ItemNeighboursState(RuntimeContext context, Duration ttl) {
        ListStateDescriptor<ItemNeighbours> descriptor =
                new ListStateDescriptor<>(NAME, TypeInformation.of(ItemNeighbours.class));
        Duration kept = ttl.plus(longestUnwritten(ttl));
        descriptor.enableTimeToLive(
                StateTtlConfig.newBuilder(kept).cleanupInRocksdbCompactFilter(1_000).build());
        pieces = context.getListState(descriptor);
    }

    /**
     * After this time since they were added up, pieces are to be added up when the next one comes.
     *
     * @param ttl for which they are to be kept after the last one came
     */
    public static Duration longestUnwritten(Duration ttl) {
        return ttl.dividedBy(2);
    }

    public void add(ItemNeighbours piece) throws Exception {
        pieces.add(piece);
    }

    /** All pieces; none for an item without neighbours. */
    public Iterable<ItemNeighbours> read() throws Exception {
        return pieces.get();
    }

    /** Puts one in the place of all. */
    public void replace(ItemNeighbours sum) throws Exception {
        pieces.update(List.of(sum));
    }

    /** The items of this subtask, some of which may have expired. */
    public <K> List<K> items(KeyedStateBackend<K> backend) {
        try (Stream<K> keys = backend.getKeys(NAME, VoidNamespace.INSTANCE)) {
            return keys.toList();
        }
    }
}
