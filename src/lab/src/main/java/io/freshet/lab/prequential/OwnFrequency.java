package io.freshet.lab.prequential;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the user buys most often: baskets that had the item, each worth less with every later one.
 */
final class OwnFrequency implements Reference {

    private static final int[] NOTHING = {};
    private static final double KEPT = 0.9;
    private static final double HALF_LIVES_A_BASKET = -Math.log(KEPT) / Math.log(2);

    private final Map<UserPast, Frequency> users = new HashMap<>();
    private final int k;

    OwnFrequency(int k) {
        this.k = k;
    }

    @Override
    public String name() {
        return "own frequency, x " + KEPT + " a basket";
    }

    @Override
    public int[] list(UserPast past) {
        Frequency found = users.get(past);
        return found == null ? NOTHING : found.counts.items();
    }

    @Override
    public void learn(UserPast past, int item, long span, long timestamp) {
        Frequency frequency = users.computeIfAbsent(past, user -> new Frequency(k));
        if (!past.goesOnWith(span)) {
            frequency.basket.clear();
        }
        if (frequency.basket.add(item)) {
            int basket = past.goesOnWith(span) ? past.spans() - 1 : past.spans();
            frequency.counts.count(item, basket * HALF_LIVES_A_BASKET);
        }
    }

    /** One user's counts, and the items of the basket that is being filled. */
    private static final class Frequency {

        private final TopCounts counts;
        private final Set<Integer> basket = new HashSet<>();

        private Frequency(int k) {
            this.counts = new TopCounts(k);
        }
    }
}
