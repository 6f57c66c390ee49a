package io.freshet.core.retrieval;

import io.freshet.core.domain.Reason;
import io.freshet.core.selection.Best;
import it.unimi.dsi.fastutil.objects.Object2DoubleLinkedOpenHashMap;
import it.unimi.dsi.fastutil.objects.Object2DoubleMap;
import it.unimi.dsi.fastutil.objects.Object2DoubleMaps;
import it.unimi.dsi.fastutil.objects.Object2DoubleOpenHashMap;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What a candidate generator thinks of items for one user. An item without a score has the share 0.
 */
public final class ItemScores {

    /** Of a generator that knows nothing for this user. */
    public static final ItemScores NONE = of(Map.of(), itemId -> List.of());

    private final Object2DoubleMap<String> scores;
    private final String[] itemIds;
    private final double[] ofItems;
    private final double total;
    private final boolean isRanked;
    private final Function<String, List<Reason>> reasons;

    /**
     * @param isRanked whether the scores are in the order of rank
     * @param isOfAll whether the scores are shares already, of all that was counted
     */
    private ItemScores(
            Object2DoubleMap<String> scores,
            boolean isRanked,
            boolean isOfAll,
            Function<String, List<Reason>> reasons) {
        this.scores = scores;
        this.isRanked = isRanked;
        this.reasons = reasons;
        String[] ids = new String[scores.size()];
        double[] found = new double[scores.size()];
        double sum = 0;
        int size = 0;
        for (Object2DoubleMap.Entry<String> item : Object2DoubleMaps.fastIterable(scores)) {
            double score = item.getDoubleValue();
            if (isScore(score)) {
                ids[size] = item.getKey();
                found[size++] = score;
                sum += score;
            }
        }
        itemIds = Arrays.copyOf(ids, size);
        ofItems = found;
        total = isOfAll ? 1 : sum;
    }

    /**
     * Of a generator.
     *
     * @param scores of items; what is not a number over 0 is none
     * @param reasons gives for an item the window items that weighed, heaviest first; asked only
     *     for items that get a slot
     */
    public static ItemScores of(
            Map<String, Double> scores, Function<String, List<Reason>> reasons) {
        return ofSums(new Object2DoubleOpenHashMap<>(scores), reasons);
    }

    /** As {@link #of}, without a copy. */
    static ItemScores ofSums(
            Object2DoubleMap<String> scores, Function<String, List<Reason>> reasons) {
        return new ItemScores(scores, false, false, reasons);
    }

    /** Of what everybody is offered alike, most first, for no reason of his own. */
    static ItemScores ofRanked(List<ItemShare> items) {
        return new ItemScores(inOrder(items), true, false, itemId -> List.of());
    }

    /** The same, where the items' shares of all that was counted stay what they are. */
    static ItemScores ofShares(List<ItemShare> items) {
        return new ItemScores(inOrder(items), true, true, itemId -> List.of());
    }

    private static Object2DoubleMap<String> inOrder(List<ItemShare> items) {
        Object2DoubleMap<String> shares = new Object2DoubleLinkedOpenHashMap<>();
        for (ItemShare item : items) {
            shares.put(item.itemId(), item.share());
        }
        return shares;
    }

    private static boolean isScore(double score) {
        return score > 0 && score < Double.POSITIVE_INFINITY;
    }

    /** An item's part of all scores, from 0 to 1. */
    public double share(String itemId) {
        double score = scores.getDouble(itemId);
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
        int enough = Math.min(itemIds.length, most + excluded.size());
        IntStream places =
                isRanked
                        ? IntStream.range(0, enough)
                        : Arrays.stream(
                                Best.places(ofItems, itemIds.length, enough, this::isIdBefore));
        return places.mapToObj(place -> itemIds[place])
                .filter(itemId -> !excluded.contains(itemId))
                .limit(most)
                .toList();
    }

    private boolean isIdBefore(int one, int other) {
        return itemIds[one].compareTo(itemIds[other]) < 0;
    }
}
