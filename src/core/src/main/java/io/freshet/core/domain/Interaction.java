package io.freshet.core.domain;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A user acting on an item: one record of the {@code events} topic.
 *
 * @param eventId identity of the event; two interactions with one id are the same event
 * @param userId who acted; also the record's key
 * @param itemId what was acted on
 * @param type one of the configured event types, such as {@code view} or {@code purchase}
 * @param timestamp when it happened, epoch milliseconds
 * @param surface where it happened, if the sender says so
 * @param slateId the slate that had shown the item, if the sender says so
 * @param value what it was worth, such as a price, if the sender says so
 */
public record Interaction(
        String eventId,
        String userId,
        String itemId,
        String type,
        long timestamp,
        @Nullable String surface,
        @Nullable String slateId,
        @Nullable Double value) {

    public Interaction {
        requireNonNull(eventId, "eventId");
        requireNonNull(userId, "userId");
        requireNonNull(itemId, "itemId");
        requireNonNull(type, "type");
    }

    /** An interaction that says only what is mandatory. */
    public static Interaction of(
            String eventId, String userId, String itemId, String type, long timestamp) {
        return new Interaction(eventId, userId, itemId, type, timestamp, null, null, null);
    }
}
