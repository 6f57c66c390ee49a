package io.freshet.console.live;

import org.jspecify.annotations.Nullable;

/** How many interactions an item had in the last span, and in the one before it. */
public record ActedOn(
        String itemId,
        @Nullable String title,
        @Nullable String category,
        long lately,
        long before) {}
