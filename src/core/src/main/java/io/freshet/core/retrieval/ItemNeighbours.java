package io.freshet.core.retrieval;

import static java.util.Objects.requireNonNull;

/**
 * How often an item was acted on and with which other items.
 *
 * @param itemId the item
 * @param asOf newest event counted, epoch milliseconds
 * @param popularity interactions with the item, decayed
 * @param neighbours the other items, each once
 * @param weights what the pairs with each of them are worth together, decayed
 */
@SuppressWarnings("ArrayRecordComponent") // lies in state by the million, never compared
public record ItemNeighbours(
        String itemId, long asOf, double popularity, String[] neighbours, double[] weights) {

    public ItemNeighbours {
        requireNonNull(itemId, "itemId");
        if (neighbours.length != weights.length) {
            throw new IllegalArgumentException(
                    neighbours.length + " neighbours have " + weights.length + " weights");
        }
    }

    /** Number of neighbours. */
    public int size() {
        return neighbours.length;
    }
}
