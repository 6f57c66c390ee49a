package io.freshet.core.retrieval;

import io.freshet.core.domain.Reason;
import io.freshet.core.selection.Best;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What a candidate generator thinks of items for one user. An item without a score has the share 0.
 */
public final class ItemScores {

    /** Of a generator that knows nothing for this user. */
    public static final ItemScores NONE = new ItemScores(Map.of(), itemId -> List.of());

    private final Map<String, Double> scores;
    private final Function<String, List<Reason>> reasons;
    private final double total;
    private final boolean isRanked;

    /**
     * @param scores of items; one that is not a number over 0 is none
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

    private static double total(Collection<Double> scores) {
        double total = 0;
        for (double score : scores) {
            total += isScore(score) ? score : 0;
        }
        return total;
    }

    private static boolean isScore(double score) {
        return score > 0 && score < Double.POSITIVE_INFINITY;
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
        return isScore(score) ? score / total : 0;
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
        String[] itemIds = new String[scores.size()];
        double[] found = new double[scores.size()];
        int size = 0;
        for (Map.Entry<String, Double> item : scores.entrySet()) {
            if (isScore(item.getValue()) && !excluded.contains(item.getKey())) {
                itemIds[size] = item.getKey();
                found[size++] = item.getValue();
            }
        }
        int[] places =
                Best.places(
                        size,
                        most,
                        (one, other) ->
                                found[one] > found[other]
                                        || (found[one] == found[other]
                                                && itemIds[one].compareTo(itemIds[other]) < 0));
        return Arrays.stream(places).mapToObj(place -> itemIds[place]).toList();
    }
}
