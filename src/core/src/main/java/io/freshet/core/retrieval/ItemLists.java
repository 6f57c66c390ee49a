package io.freshet.core.retrieval;

import java.util.List;

/**
 * The items that are offered to everybody alike, those that count most first.
 *
 * @param asOf newest event counted, epoch milliseconds
 * @param popular of all items
 * @param fresh of the items that were acted on for the first time lately
 */
public record ItemLists(long asOf, List<ItemShare> popular, List<ItemShare> fresh) {

    public ItemLists {
        popular = List.copyOf(popular);
        fresh = List.copyOf(fresh);
    }
}
