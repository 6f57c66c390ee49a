package io.freshet.console.live;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How often an item stood in slates of the last span.
 *
 * @param slots of slates that were looked into
 * @param share of those slates that held it
 * @param sources which candidate generators had it in how many slots
 */
public record ShownItem(
        String itemId,
        @Nullable String title,
        @Nullable String category,
        long slots,
        double share,
        Map<String, Long> sources) {

    public ShownItem {
        sources = Map.copyOf(sources);
    }
}
