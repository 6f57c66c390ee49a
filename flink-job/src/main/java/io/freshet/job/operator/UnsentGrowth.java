package io.freshet.job.operator;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whether so much came to an item since its neighbours were sent that they are worth sending again:
 * a twentieth of what was counted, or many pieces. So an item that is acted on now and then is sent
 * each time, and a hot one is not. An item that it does not remember is worth it.
 */
final class UnsentGrowth {

    private static final double GROWTH = 0.05;

    /** Until then an item's pieces are not added up. */
    static final int MOST_PIECES = 64;

    private static final int ITEMS_REMEMBERED = 100_000;

    private final Map<String, Unsent> items =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Unsent> eldest) {
                    return size() > ITEMS_REMEMBERED;
                }
            };

    private static final class Unsent {
        private final double sent;
        private double added;
        private int pieces;

        private Unsent(double sent) {
            this.sent = sent;
        }
    }

    /**
     * A piece came.
     *
     * @param weight of its interactions and pairs
     * @return whether the item is to be sent
     */
    boolean add(String itemId, double weight) {
        Unsent unsent = items.get(itemId);
        if (unsent == null) {
            return true;
        }
        unsent.added += weight;
        unsent.pieces++;
        return unsent.added >= GROWTH * unsent.sent || unsent.pieces >= MOST_PIECES;
    }

    /**
     * The item was sent.
     *
     * @param weight of all its interactions and pairs
     */
    void sent(String itemId, double weight) {
        items.put(itemId, new Unsent(weight));
    }
}
