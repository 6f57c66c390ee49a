package io.freshet.core.retrieval;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest that came of what the stream counted, for all who make slates in this process. A cache
 * and no state: whoever counted sends it again after a restart. Bounded: the items that are asked
 * for least are crowded out. Safe for concurrent use.
 */
public final class CountsTable implements CountsAtHand {

    /** In a live stream with a list a second they cover a minute. */
    static final int LISTS_HELD = 64;

    /** What an item takes beside its neighbours, in neighbours. */
    public static final int ITEM_WEIGHT = 16;

    private final Cache<String, ItemNeighbours> neighbours;
    private final NavigableMap<Long, ListedItems> lists = new ConcurrentSkipListMap<>();

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
        ItemNeighbours before = held(found.itemId());
        if (before == null || isOlder(before, found)) {
            String itemId = before == null ? found.itemId() : before.itemId();
            neighbours.put(itemId, lean(itemId, found));
        }
    }

    /** A look that does not count as a use. */
    private @Nullable ItemNeighbours held(String itemId) {
        return neighbours.policy().getIfPresentQuietly(itemId);
    }

    /** Several senders deliver the same; one that lags must not bring back what was before. */
    private static boolean isOlder(ItemNeighbours before, ItemNeighbours found) {
        return before.asOf() == found.asOf()
                ? before.weight() < found.weight()
                : before.asOf() < found.asOf();
    }

    /** An id that is here already lies in memory once, however many items it is a neighbour of. */
    private ItemNeighbours lean(String itemId, ItemNeighbours found) {
        String[] ids = new String[found.size()];
        for (int i = 0; i < ids.length; i++) {
            ItemNeighbours neighbour = held(found.neighbours()[i]);
            ids[i] = neighbour == null ? found.neighbours()[i] : neighbour.itemId();
        }
        return new ItemNeighbours(itemId, found.asOf(), found.popularity(), ids, found.weights());
    }

    /** Takes lists in; drops the oldest of too many. */
    public void put(ItemLists made) {
        if (made.popular().isEmpty()) {
            return;
        }
        lists.put(made.asOf(), ListedItems.of(made));
        while (lists.size() > LISTS_HELD) {
            lists.pollFirstEntry();
        }
    }

    @Override
    public Optional<ItemNeighbours> neighboursOf(String itemId) {
        return Optional.ofNullable(neighbours.getIfPresent(itemId));
    }

    /** The newest lists that hold nothing later; a moment before all gets the oldest ones. */
    @Override
    public ListedItems listedAsOf(long moment) {
        Map.Entry<Long, ListedItems> found = lists.floorEntry(moment);
        if (found == null) {
            found = lists.firstEntry();
        }
        return found == null ? ListedItems.NONE : found.getValue();
    }

    /** Items whose neighbours are held. */
    public long items() {
        return neighbours.estimatedSize();
    }
}
