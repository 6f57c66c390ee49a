package io.freshet.job.operator;

import static java.util.Objects.requireNonNull;

import io.freshet.core.retrieval.CoVisitedPair;
import java.util.List;

/**
 * An interaction that a window accepted, which it does once, and the pairs that it makes.
 *
 * @param itemId what was acted on
 * @param type event type
 * @param timestamp when it happened, epoch milliseconds
 * @param pairs of this item and its neighbours in the window
 */
public record CountedInteraction(
        String itemId, String type, long timestamp, List<CoVisitedPair> pairs) {

    public CountedInteraction {
        requireNonNull(itemId, "itemId");
        requireNonNull(type, "type");
        requireNonNull(pairs, "pairs");
    }
}
