package io.freshet.core.retrieval;

import io.freshet.core.domain.Reason;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Function;

/**
 * What a candidate generator thinks of items for one user. An item without a score has the share 0.
 */
public final class ItemScores {

    /** Of a generator that knows nothing for this user. */
    public static final ItemScores NONE = new ItemScores(Map.of(), itemId -> List.of());

    private static final Comparator<Map.Entry<String, Double>> WORST_FIRST =
            Map.Entry.<String, Double>comparingByValue()
                    .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder()));

    private final Map<String, Double> scores;
    private final Function<String, List<Reason>> reasons;
    private final double total;
    private final boolean isRanked;

    /**
     * @param scores of items, each over 0
     * @param reasons gives for such an item the window items that weighed, heaviest first; asked
     *     only for items that get a slot
     */
    public ItemScores(Map<String, Double> scores, Function<String, List<Reason>> reasons) {
        this(
                scores,
                reasons,
                scores.values().stream().mapToDouble(Double::doubleValue).sum(),
                false);
    }

    private ItemScores(
            Map<String, Double> scores,
            Function<String, List<Reason>> reasons,
            double total,
            boolean isRanked) {
        this.scores = scores;
        this.reasons = reasons;
        this.total = total;
        this.isRanked = isRanked;
    }

    /** Of what everybody is offered alike, for no reason of his own. */
    static ItemScores of(PopularItems popular) {
        Map<String, Double> shares = new LinkedHashMap<>();
        for (PopularItem item : popular.items()) {
            shares.put(item.itemId(), item.share());
        }
        return new ItemScores(shares, itemId -> List.of(), 1, true);
    }

    /** An item's part of all scores, from 0 to 1. */
    public double share(String itemId) {
        double score = scores.getOrDefault(itemId, 0.0);
        return score > 0 ? score / total : 0;
    }

    /** All items with a score. */
    Set<String> itemIds() {
        return scores.keySet();
    }

    /** The window items for which an item is here. */
    public List<Reason> reasons(String itemId) {
        return reasons.apply(itemId);
    }

    /**
     * The best items, best first; of equals the one whose id comes first.
     *
     * @param excluded items that are passed over
     */
    public List<String> best(int most, Set<String> excluded) {
        if (isRanked) {
            return scores.keySet().stream()
                    .filter(itemId -> !excluded.contains(itemId))
                    .limit(most)
                    .toList();
        }
        PriorityQueue<Map.Entry<String, Double>> best = new PriorityQueue<>(WORST_FIRST);
        for (Map.Entry<String, Double> item : scores.entrySet()) {
            boolean isRoom = best.size() < most;
            boolean isBetter = !isRoom && WORST_FIRST.compare(item, best.element()) > 0;
            if ((isRoom || isBetter) && !excluded.contains(item.getKey())) {
                if (isBetter) {
                    best.remove();
                }
                best.add(item);
            }
        }
        String[] itemIds = new String[best.size()];
        for (int rank = itemIds.length - 1; rank >= 0; rank--) {
            itemIds[rank] = best.remove().getKey();
        }
        return List.of(itemIds);
    }
}
