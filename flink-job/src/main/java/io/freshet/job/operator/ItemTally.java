package io.freshet.job.operator;

import static java.util.Objects.requireNonNull;

import io.freshet.core.retrieval.DecayedCount;

/**
 * What a subtask counted of an item since its tally before.
 *
 * @param added interactions, decayed
 */
public record ItemTally(String itemId, DecayedCount added) {

    public ItemTally {
        requireNonNull(itemId, "itemId");
        requireNonNull(added, "added");
    }
}
