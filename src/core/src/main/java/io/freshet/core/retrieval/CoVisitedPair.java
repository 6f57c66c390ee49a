package io.freshet.core.retrieval;

import static java.util.Objects.requireNonNull;

import io.freshet.core.behaviour.BehaviourEntry;
import io.freshet.core.behaviour.BehaviourWindow;
import java.util.ArrayList;
import java.util.List;

/**
 * Two items that one user acted on.
 *
 * @param itemId whose neighbour it is
 * @param neighbour the other item
 * @param weight what the pair is worth, over 0
 * @param timestamp when the later of the two was acted on, epoch milliseconds
 */
public record CoVisitedPair(String itemId, String neighbour, double weight, long timestamp) {

    public CoVisitedPair {
        requireNonNull(itemId, "itemId");
        requireNonNull(neighbour, "neighbour");
    }

    /**
     * The pairs that a new entry of a window makes: with the entries before it and, where it came
     * late, with those after it. Their distance is that from the beginning of the later one's
     * basket. A pair is found when the later to arrive of its two entries arrives, so each is found
     * once.
     *
     * @param window holds the entry
     * @param at where it stands, from 0 (oldest)
     */
    public static List<CoVisitedPair> of(
            BehaviourWindow window, int at, CoVisitationCounting counting) {
        List<BehaviourEntry> entries = window.entries();
        List<CoVisitedPair> pairs = new ArrayList<>();
        int begin = counting.basketGap().beginOf(at, entries);
        for (int earlier = begin - 1; earlier >= Math.max(0, begin - counting.reach()); earlier--) {
            add(pairs, entries.get(earlier), entries.get(at), begin - earlier, counting);
        }
        begin = at;
        for (int later = at + 1; later < entries.size(); later++) {
            if (counting.basketGap().separates(entries.get(later - 1), entries.get(later))) {
                begin = later;
            }
            if (begin - at > counting.reach()) {
                break;
            }
            if (begin > at) {
                add(pairs, entries.get(at), entries.get(later), begin - at, counting);
            }
        }
        return pairs;
    }

    private static void add(
            List<CoVisitedPair> pairs,
            BehaviourEntry earlier,
            BehaviourEntry later,
            int distance,
            CoVisitationCounting counting) {
        long timestamp = later.timestamp();
        if (timestamp - earlier.timestamp() > counting.longestPauseMillis()) {
            return;
        }
        double forward = counting.worth(distance);
        double backward = forward * counting.backward();
        if (forward > 0) {
            pairs.add(new CoVisitedPair(earlier.itemId(), later.itemId(), forward, timestamp));
        }
        if (backward > 0) {
            pairs.add(new CoVisitedPair(later.itemId(), earlier.itemId(), backward, timestamp));
        }
    }
}
