package io.freshet.core.domain;

import static java.util.Objects.requireNonNull;

/**
 * Why an item stands in a slate: an item of the user's behaviour window and how much it weighed.
 *
 * @param itemId the item that the user had interacted with
 * @param weight the share of what spoke for this slot that its entries got together, from 0 to 1:
 *     of the model's attention, or of the counts
 */
public record Reason(String itemId, float weight) {

    /** A slot names no more of them. */
    public static final int MOST = 3;

    /** An item that weighs less is no reason. */
    public static final float LEAST_WEIGHT = 0.01f;

    public Reason {
        requireNonNull(itemId, "itemId");
    }
}
