package io.freshet.core.retrieval;

import io.freshet.core.selection.Best;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The decayed counts of the items that count most. Bounded: when twice the capacity is held, the
 * lower half is forgotten.
 */
public final class PopularityCounter {

    private final int capacity;
    private final long halfLifeMillis;
    private final Map<String, DecayedCount> counts = new HashMap<>();
    private long asOf = Long.MIN_VALUE;

    /**
     * @param capacity items that a list can name, at least 1
     * @param halfLifeMillis event time in which a count halves, at least 1
     */
    public PopularityCounter(int capacity, long halfLifeMillis) {
        if (capacity < 1 || halfLifeMillis < 1) {
            throw new IllegalArgumentException(
                    "capacity and halfLifeMillis must be at least 1 but are "
                            + capacity
                            + " and "
                            + halfLifeMillis);
        }
        this.capacity = capacity;
        this.halfLifeMillis = halfLifeMillis;
    }

    /** Takes the newest count of an item in the place of the one held. */
    public void update(String itemId, DecayedCount count) {
        counts.put(itemId, count);
        asOf = Math.max(asOf, count.timestamp());
        if (counts.size() > 2 * capacity) {
            counts.keySet()
                    .retainAll(
                            heaviest(capacity).stream()
                                    .map(Map.Entry::getKey)
                                    .collect(Collectors.toSet()));
        }
    }

    /** The newest event counted, epoch milliseconds. */
    public long asOf() {
        return asOf;
    }

    /**
     * The items that count most, at a moment, most first.
     *
     * @param all the count of all items together, those that were forgotten too
     * @param moment epoch milliseconds, not before the newest event of all
     */
    public List<ItemShare> shares(DecayedCount all, long moment) {
        double total = all.at(moment, halfLifeMillis);
        List<ItemShare> shares = new ArrayList<>();
        for (Map.Entry<String, DecayedCount> entry : heaviest(capacity)) {
            double share = entry.getValue().at(moment, halfLifeMillis) / total;
            if (share > 0) {
                shares.add(new ItemShare(entry.getKey(), Math.min(1, share)));
            }
        }
        return shares;
    }

    /** Every count held, for those who keep them. */
    public Map<String, DecayedCount> counts() {
        return Map.copyOf(counts);
    }

    private List<Map.Entry<String, DecayedCount>> heaviest(int most) {
        List<Map.Entry<String, DecayedCount>> entries = List.copyOf(counts.entrySet());
        double[] now =
                entries.stream()
                        .mapToDouble(entry -> entry.getValue().at(asOf, halfLifeMillis))
                        .toArray();
        int[] places =
                Best.places(
                        now,
                        now.length,
                        most,
                        (one, other) ->
                                entries.get(one).getKey().compareTo(entries.get(other).getKey())
                                        < 0);
        return Arrays.stream(places).mapToObj(entries::get).toList();
    }
}
