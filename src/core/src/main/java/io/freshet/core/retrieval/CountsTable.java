package io.freshet.core.retrieval;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Interner;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The newest that came of what the stream counted, for all who make slates in this process. A cache
 * and no state: whoever counted sends it again after a restart. Bounded: the items that are asked
 * for least are crowded out. Safe for concurrent use.
 */
public final class CountsTable implements CountsAtHand {

    /** In a live stream with a list a second they cover a minute. */
    static final int LISTS_HELD = 64;

    /** What an item takes beside its neighbours, in neighbours. */
    private static final int ITEM_WEIGHT = 16;

    private final Cache<String, ItemNeighbours> neighbours;
    private final Interner<String> itemIds = Interner.newWeakInterner();
    private final NavigableMap<Long, ItemScores> popular = new ConcurrentSkipListMap<>();

    /**
     * @param capacity most neighbours held, of all items together
     */
    public CountsTable(long capacity) {
        neighbours =
                Caffeine.newBuilder()
                        .maximumWeight(capacity)
                        .weigher((String itemId, ItemNeighbours of) -> ITEM_WEIGHT + of.size())
                        .executor(Runnable::run)
                        .build();
    }

    /** Takes an item's neighbours in the place of older ones. */
    public void put(ItemNeighbours found) {
        ItemNeighbours before = neighbours.getIfPresent(found.itemId());
        if (before == null || isOlder(before, found)) {
            neighbours.put(itemIds.intern(found.itemId()), lean(found));
        }
    }

    /** Several senders deliver the same; one that lags must not bring back what was before. */
    private static boolean isOlder(ItemNeighbours before, ItemNeighbours found) {
        return before.asOf() == found.asOf()
                ? before.popularity() < found.popularity()
                : before.asOf() < found.asOf();
    }

    /** Each id once in memory, however many items it is a neighbour of. */
    private ItemNeighbours lean(ItemNeighbours found) {
        String[] ids = new String[found.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = itemIds.intern(found.neighbours()[i]);
        }
        return new ItemNeighbours(
                itemIds.intern(found.itemId()),
                found.asOf(),
                found.popularity(),
                ids,
                found.weights());
    }

    /** Takes a list in; drops the oldest of too many. */
    public void put(PopularItems list) {
        if (list.items().isEmpty()) {
            return;
        }
        popular.put(list.asOf(), ItemScores.of(list));
        while (popular.size() > LISTS_HELD) {
            popular.pollFirstEntry();
        }
    }

    @Override
    public Optional<ItemNeighbours> neighboursOf(String itemId) {
        return Optional.ofNullable(neighbours.getIfPresent(itemId));
    }

    /** The newest list that holds nothing later; a moment before all lists gets the oldest one. */
    @Override
    public ItemScores popularAsOf(long moment) {
        Map.Entry<Long, ItemScores> found = popular.floorEntry(moment);
        if (found == null) {
            found = popular.firstEntry();
        }
        return found == null ? ItemScores.NONE : found.getValue();
    }

    /** Items whose neighbours are held. */
    long items() {
        return neighbours.estimatedSize();
    }
}
