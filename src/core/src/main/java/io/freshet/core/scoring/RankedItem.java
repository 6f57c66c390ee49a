package io.freshet.core.scoring;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Reason;
import java.util.List;

/**
 * An item and what the model thinks of it for one user.
 *
 * @param itemId the item
 * @param score natural logarithm of the probability that it is the next one
 * @param reasons window items by weight, heaviest first, at most {@link Ranker#MOST_REASONS}, each
 *     at least {@link Ranker#LEAST_WEIGHT}
 */
public record RankedItem(String itemId, float score, List<Reason> reasons) {

    public RankedItem {
        requireNonNull(itemId, "itemId");
        reasons = List.copyOf(reasons);
    }
}
