package io.freshet.core.retrieval;

import io.freshet.core.behaviour.BehaviourEntry;
import java.io.Serializable;
import java.util.List;

/**
 * What makes baskets of the entries of a window: those that follow each other within a time, such
 * as the lines of one order, are one.
 *
 * @param millis longest time between two entries of a basket that follow each other, from 0; only
 *     {@link #NONE} has -1
 */
public record BasketGap(long millis) implements Serializable {

    /** Every entry is a basket of its own. */
    public static final BasketGap NONE = new BasketGap(-1);

    /** Refuses what is no time. */
    public BasketGap {
        if (millis < -1) {
            throw new IllegalArgumentException(
                    "basket gap is " + millis + " ms, expected at least 0");
        }
    }

    /** Whether an entry and the next one are of two baskets. */
    boolean separates(BehaviourEntry entry, BehaviourEntry next) {
        return next.timestamp() - entry.timestamp() > millis;
    }

    /** Where the basket of an entry begins: the place of its oldest entry. */
    int beginOf(int at, List<BehaviourEntry> entries) {
        int begin = at;
        while (begin > 0 && !separates(entries.get(begin - 1), entries.get(begin))) {
            begin--;
        }
        return begin;
    }
}
