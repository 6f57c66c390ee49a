package io.freshet.core.retrieval;

import static java.util.Objects.requireNonNull;

/**
 * An item that is popular now.
 *
 * @param itemId the item
 * @param share its part of all decayed counts, over 0 and at most 1
 */
public record PopularItem(String itemId, double share) {

    public PopularItem {
        requireNonNull(itemId, "itemId");
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "share must be over 0 and at most 1 but is " + share);
        }
    }

    /** The natural logarithm of the share: on one scale with the scores of a model. */
    public float score() {
        return (float) Math.log(share);
    }
}
