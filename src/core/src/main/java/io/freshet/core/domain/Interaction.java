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
 * @param value what it was worth, such as a price, if the sender says so; at most {@link
 *     #MOST_VALUE} above or below 0 where it comes from a topic
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

    /** Most characters of an id, a type and a surface. */
    public static final int MAX_ID_LENGTH = 256;

    /** Most characters of {@code slateId}: a surface, a user and a revision fit in. */
    public static final int MAX_SLATE_ID_LENGTH = 1_024;

    /** The earliest timestamp that is believed, 2000-01-01T00:00:00Z. */
    public static final long EARLIEST_TIMESTAMP = 946_684_800_000L;

    /** Values farther from 0 are nobody's price, and their squares would drown all others. */
    public static final double MOST_VALUE = 1e12;

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
