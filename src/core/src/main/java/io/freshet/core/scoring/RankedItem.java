package io.freshet.core.scoring;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Reason;
import java.util.List;
import java.util.function.Supplier;

/**
 * An item and what the model thinks of it for one user.
 *
 * @param itemId the item
 * @param score natural logarithm of the probability that it is the next one
 * @param why gives window items by weight, heaviest first, as many as a {@link Reason#MOST slot may
 *     name}; finding them takes time, so it is for items that get a slot
 */
public record RankedItem(String itemId, float score, Supplier<List<Reason>> why) {

    public RankedItem {
        requireNonNull(itemId, "itemId");
        requireNonNull(why, "why");
    }

    /** The reasons. */
    public List<Reason> reasons() {
        return why.get();
    }
}
