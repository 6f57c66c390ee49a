package io.freshet.job.state;

import static java.util.Objects.requireNonNull;

import io.freshet.core.retrieval.DecayedCount;

/**
 * The count of an item that is fresh.
 *
 * @param count how often it was acted on, decayed
 * @param firstSeen when it was acted on for the first time, epoch milliseconds
 */
public record FreshCount(DecayedCount count, long firstSeen) {

    public FreshCount {
        requireNonNull(count, "count");
    }
}
