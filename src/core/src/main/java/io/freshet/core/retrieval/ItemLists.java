package io.freshet.core.retrieval;

import java.util.List;

/**
 * What is popular at a moment, most popular first.
 *
 * @param asOf newest event counted, epoch milliseconds
 * @param items the items, bounded by whoever makes the list
 */
public record PopularItems(long asOf, List<PopularItem> items) {

    public PopularItems {
        items = List.copyOf(items);
    }
}
