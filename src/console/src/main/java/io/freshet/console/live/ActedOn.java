package io.freshet.console.live;

import org.jspecify.annotations.Nullable;

/**
 * How many interactions an item had in the last span, and in the one before it.
 *
 * @param before null if nothing was watched then
 */
public record ActedOn(
        String itemId,
        @Nullable String title,
        @Nullable String category,
        long lately,
        @Nullable Long before) {}
