package io.freshet.job.operator;

import static java.util.Objects.requireNonNull;

import io.freshet.core.retrieval.DecayedCount;

/** What an item reports: how often it was acted on, decayed. */
public record ItemCount(String itemId, DecayedCount count) {

    public ItemCount {
        requireNonNull(itemId, "itemId");
        requireNonNull(count, "count");
    }
}
