package io.freshet.core.domain;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One slot of a slate.
 *
 * @param itemId the recommended item
 * @param score natural logarithm of the probability that this item is the next one; slots are in
 *     descending order of it
 * @param source the candidate generator that brought the item
 * @param reasons the window items that weighed most, heaviest first; empty where none did
 */
public record SlateItem(String itemId, float score, String source, List<Reason> reasons) {

    public SlateItem {
        requireNonNull(itemId, "itemId");
        requireNonNull(source, "source");
        reasons = List.copyOf(reasons);
    }
}
