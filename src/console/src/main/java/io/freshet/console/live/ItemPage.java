package io.freshet.console.live;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One item as it stands.
 *
 * @param lately interactions of the last span
 * @param before of the span before it; null if nothing was watched then
 * @param users some whose slate held it lately
 */
public record ItemPage(
        String itemId,
        @Nullable String title,
        @Nullable String category,
        long lately,
        @Nullable Long before,
        long slots,
        double share,
        Map<String, Long> sources,
        List<String> users) {

    public ItemPage {
        sources = Map.copyOf(sources);
        users = List.copyOf(users);
    }

    /** Whether anything at all is known of it. */
    public boolean isKnown() {
        return title != null
                || lately + slots > 0
                || (before != null && before > 0)
                || !users.isEmpty();
    }
}
