package io.freshet.core.retrieval;

import static java.util.Objects.requireNonNull;

/**
 * How much of what is done is done with an item.
 *
 * @param itemId the item
 * @param share its part of all decayed counts, over 0 and at most 1
 */
public record ItemShare(String itemId, double share) {

    public ItemShare {
        requireNonNull(itemId, "itemId");
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "share must be over 0 and at most 1 but is " + share);
        }
    }
}
