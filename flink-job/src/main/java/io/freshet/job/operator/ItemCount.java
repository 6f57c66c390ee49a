package io.freshet.job.operator;

import static java.util.Objects.requireNonNull;

import io.freshet.core.retrieval.DecayedCount;

/**
 * What an item reports.
 *
 * @param count how often it was acted on, decayed
 * @param added the part of it that is new with this report
 * @param firstSeen when it was acted on for the first time, epoch milliseconds
 */
public record ItemCount(String itemId, DecayedCount count, DecayedCount added, long firstSeen) {

    public ItemCount {
        requireNonNull(itemId, "itemId");
        requireNonNull(count, "count");
        requireNonNull(added, "added");
    }
}
