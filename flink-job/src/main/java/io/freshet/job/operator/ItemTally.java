package io.freshet.job.operator;

import static java.util.Objects.requireNonNull;

import io.freshet.core.retrieval.DecayedCount;
import io.freshet.core.retrieval.ItemNeighbours;

/**
 * What a subtask counted of an item since its tally before.
 *
 * @param added interactions, decayed as what is popular is
 * @param firstSeen the first of these interactions, epoch milliseconds; {@link #NEVER}: none
 * @param neighbours interactions and neighbours, decayed as co-visitation is
 */
public record ItemTally(
        String itemId, DecayedCount added, long firstSeen, ItemNeighbours neighbours) {

    /** Of an item that became a neighbour and was not acted on. */
    static final long NEVER = Long.MAX_VALUE;

    public ItemTally {
        requireNonNull(itemId, "itemId");
        requireNonNull(added, "added");
        requireNonNull(neighbours, "neighbours");
    }
}
