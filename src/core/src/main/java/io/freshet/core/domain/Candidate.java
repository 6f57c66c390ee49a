package io.freshet.core.domain;

import static java.util.Objects.requireNonNull;

import java.util.function.Supplier;

/**
 * An item that may stand in the slate of one user.
 *
 * @param itemId the item
 * @param score natural logarithm of the probability that it is the next one, to which the blend has
 *     added what counts say
 * @param origin is asked for only where the item gets a slot, which most candidates do not
 */
public record Candidate(String itemId, float score, Supplier<Origin> origin) {

    public Candidate {
        requireNonNull(itemId, "itemId");
        requireNonNull(origin, "origin");
        if (Float.isNaN(score)) {
            throw new IllegalArgumentException(itemId + " has no number as its score");
        }
    }

    /** As a slot of a slate. */
    public SlateItem slot() {
        Origin found = origin.get();
        return new SlateItem(itemId, score, found.source(), found.reasons());
    }
}
