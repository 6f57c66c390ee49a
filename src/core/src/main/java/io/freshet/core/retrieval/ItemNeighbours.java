package io.freshet.core.retrieval;

import static java.util.Objects.requireNonNull;

import io.freshet.core.selection.Best;
import it.unimi.dsi.fastutil.HashCommon;

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

    /** Of interactions and pairs together. */
    public double weight() {
        double sum = popularity;
        for (double weight : weights) {
            sum += weight;
        }
        return sum;
    }

    /** Number of neighbours. */
    public int size() {
        return neighbours.length;
    }

    /**
     * The neighbours that weigh most, strongest first. Of equals it is their hashes that decide,
     * the same way everywhere: the order of the ids would favour a part of the catalogue.
     *
     * @param most how many at most
     */
    public ItemNeighbours strongest(int most) {
        int[] places = Best.places(weights, size(), most, this::isBefore);
        String[] ids = new String[places.length];
        double[] strongest = new double[places.length];
        for (int i = 0; i < places.length; i++) {
            ids[i] = neighbours[places[i]];
            strongest[i] = weights[places[i]];
        }
        return new ItemNeighbours(itemId, asOf, popularity, ids, strongest);
    }

    private boolean isBefore(int one, int other) {
        String id = neighbours[one];
        String otherId = neighbours[other];
        int order = Integer.compare(mixed(id), mixed(otherId));
        return order == 0 ? id.compareTo(otherId) < 0 : order < 0;
    }

    /** Hashes of ids that differ in the last letter only are in the order of the ids. */
    private static int mixed(String id) {
        return HashCommon.murmurHash3(id.hashCode());
    }
}
