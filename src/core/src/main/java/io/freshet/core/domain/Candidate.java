package io.freshet.core.domain;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Supplier;

/**
 * An item that a candidate generator brings for one user.
 *
 * @param itemId the item
 * @param score natural logarithm of the probability that it is the next one
 * @param source the generator
 * @param reasons are asked for only where the item gets a slot, which most candidates do not
 */
public record Candidate(String itemId, float score, String source, Supplier<List<Reason>> reasons) {

    public Candidate {
        requireNonNull(itemId, "itemId");
        requireNonNull(source, "source");
        requireNonNull(reasons, "reasons");
    }

    /** Of a generator that has no reasons to give. */
    public static Candidate withoutReasons(String itemId, float score, String source) {
        return new Candidate(itemId, score, source, List::of);
    }

    /** As a slot of a slate. */
    public SlateItem slot() {
        return new SlateItem(itemId, score, source, reasons.get());
    }
}
