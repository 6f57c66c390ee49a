package io.freshet.job.state;

import io.freshet.core.retrieval.PopularItems;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The newest lists of popular items, the same in every subtask.
 *
 * <p><b>Owned state:</b> {@code popular-items}. <b>Key:</b> none, broadcast; the lists by the time
 * they are of. <b>Bound:</b> {@value #LISTS_HELD} lists. <b>TTL:</b> none, newer lists replace
 * older ones. <b>Evolution:</b> Flink's rules for records.
 */
public final class PopularItemsState {

    static final int LISTS_HELD = 64;

    /** What the broadcast stream is connected with. */
    public static final MapStateDescriptor<Long, PopularItems> DESCRIPTOR =
            new MapStateDescriptor<>(
                    "popular-items", Types.LONG, TypeInformation.of(PopularItems.class));

    private PopularItemsState() {}

    /** Takes a list in; drops the oldest of too many. */
    public static void add(BroadcastState<Long, PopularItems> lists, PopularItems list)
            throws Exception {
        lists.put(list.asOf(), list);
        long oldest = Long.MAX_VALUE;
        int held = 0;
        for (Map.Entry<Long, PopularItems> entry : lists.entries()) {
            oldest = Math.min(oldest, entry.getKey());
            held++;
        }
        if (held > LISTS_HELD) {
            lists.remove(oldest);
        }
    }

    /** The lists by the time they are of; asked for again when one was added. */
    public static NavigableMap<Long, PopularItems> byTime(
            ReadOnlyBroadcastState<Long, PopularItems> lists) throws Exception {
        NavigableMap<Long, PopularItems> byTime = new TreeMap<>();
        for (Map.Entry<Long, PopularItems> entry : lists.immutableEntries()) {
            if (!entry.getValue().equals(PopularItems.NONE)) {
                byTime.put(entry.getKey(), entry.getValue());
            }
        }
        return byTime;
    }

    /**
     * What was popular at a moment: the newest list that holds nothing later. A moment before all
     * lists gets the oldest one.
     */
    public static PopularItems asOf(NavigableMap<Long, PopularItems> byTime, long moment) {
        if (byTime.isEmpty()) {
            return PopularItems.NONE;
        }
        Map.Entry<Long, PopularItems> newest = byTime.floorEntry(moment);
        return newest == null ? byTime.firstEntry().getValue() : newest.getValue();
    }
}
