package io.freshet.job.operator;

import io.freshet.core.retrieval.DecayedCount;
import io.freshet.core.retrieval.ItemNeighbours;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whether so much came to an item since its neighbours were added up and sent that they are worth
 * it again: a twentieth of what is left of them, many pieces, or one after a long time. So an item
 * that is acted on now and then is sent each time, and a hot one is not. An item that it does not
 * remember is worth it.
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

    private final long halfLifeMillis;
    private final long longestMillis;

    /**
     * @param halfLifeMillis event time in which what was sent loses half its worth
     * @param longestMillis after so long, by the clock, a piece is always enough
     */
    UnsentGrowth(long halfLifeMillis, long longestMillis) {
        this.halfLifeMillis = halfLifeMillis;
        this.longestMillis = longestMillis;
    }

    private static final class Unsent {
        private final DecayedCount sent;
        private final long sentAt;
        private double added;
        private int pieces;

        private Unsent(DecayedCount sent, long sentAt) {
            this.sent = sent;
            this.sentAt = sentAt;
        }
    }

    /**
     * A piece came.
     *
     * @param now by the clock, epoch milliseconds
     * @return whether the item is to be sent
     */
    boolean add(ItemNeighbours piece, long now) {
        Unsent unsent = items.get(piece.itemId());
        if (unsent == null) {
            return true;
        }
        unsent.added += piece.weight();
        unsent.pieces++;
        return unsent.added >= GROWTH * unsent.sent.at(piece.asOf(), halfLifeMillis)
                || unsent.pieces >= MOST_PIECES
                || now - unsent.sentAt >= longestMillis;
    }

    /**
     * The item was sent.
     *
     * @param now by the clock, epoch milliseconds
     */
    void sent(ItemNeighbours sum, long now) {
        items.put(sum.itemId(), new Unsent(new DecayedCount(sum.weight(), sum.asOf()), now));
    }
}
