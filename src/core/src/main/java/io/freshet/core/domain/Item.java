package io.freshet.core.domain;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an item: one record of the {@code catalog} topic. Only the id is mandatory.
 *
 * @param itemId identity; also the record's key
 * @param title for people
 * @param category such as a genre or a department
 * @param available whether it may be had now; null means that nobody says so
 * @param price in the shop's own currency
 * @param createdAt when it came into the catalogue, epoch milliseconds
 * @param attributes anything else, by name; null stands for none
 */
public record Item(
        String itemId,
        @Nullable String title,
        @Nullable String category,
        @Nullable Boolean available,
        @Nullable Double price,
        @Nullable Long createdAt,
        Map<String, String> attributes) {

    public Item {
        requireNonNull(itemId, "itemId");
        attributes = attributes == null ? Map.of() : Map.copyOf(attributes);
    }

    /** An item of which only title and category are known. */
    public static Item of(String itemId, String title, String category) {
        return new Item(itemId, title, category, null, null, null, Map.of());
    }
}
