package io.freshet.job.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.state.MapState;

/** What maps by item have in common. */
final class ItemMaps {

    private ItemMaps() {}

    /** Drops all items but these. */
    static void retain(MapState<String, ?> map, Set<String> itemIds) throws Exception {
        List<String> dropped = new ArrayList<>();
        for (String itemId : map.keys()) {
            if (!itemIds.contains(itemId)) {
                dropped.add(itemId);
            }
        }
        for (String itemId : dropped) {
            map.remove(itemId);
        }
    }
}
