package io.freshet.lab.dataset;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What a line says, before it has an identity and a place in time among its equals.
 *
 * @param timestamp epoch milliseconds, as the file has it
 */
record Observation(
        String userId, String itemId, String type, long timestamp, @Nullable Double value) {

    Observation {
        requireNonNull(userId, "userId");
        requireNonNull(itemId, "itemId");
        requireNonNull(type, "type");
    }
}
