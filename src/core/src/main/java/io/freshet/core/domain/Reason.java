package io.freshet.core.domain;

import static java.util.Objects.requireNonNull;

/**
 * Why an item stands in a slate: an item of the user's behaviour window and how much it weighed.
 *
 * @param itemId the item that the user had interacted with
 * @param weight the share of the attention for this slot that its entries got together, from 0 to 1
 */
public record Reason(String itemId, float weight) {

    public Reason {
        requireNonNull(itemId, "itemId");
    }
}
