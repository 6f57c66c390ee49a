package io.freshet.core.domain;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A user's ranked list for a surface: one record of the {@code recommendations} topic.
 *
 * <p>A subscriber's whole rule: per key, ignore a revision at or below the last one seen.
 *
 * @param slateId {@link #idOf deterministic} from surface, user and revision
 * @param userId whose list it is
 * @param surface where it is to be shown
 * @param revision counter in the user's own state; never goes back, may skip
 * @param items the slots, best first
 * @param model the model bundle in charge
 * @param experiments the user's variant in each experiment that the user is in
 * @param causeEventId the event that asked for this slate
 * @param timestamps when what happened on the way
 */
public record Slate(
        String slateId,
        String userId,
        String surface,
        long revision,
        List<SlateItem> items,
        ModelId model,
        List<Assignment> experiments,
        String causeEventId,
        SlateTimestamps timestamps) {

    public Slate {
        requireNonNull(slateId, "slateId");
        requireNonNull(userId, "userId");
        requireNonNull(surface, "surface");
        requireNonNull(model, "model");
        requireNonNull(causeEventId, "causeEventId");
        requireNonNull(timestamps, "timestamps");
        if (revision < 1) {
            throw new IllegalArgumentException("revision must be at least 1 but is " + revision);
        }
        items = List.copyOf(items);
        experiments = experiments == null ? List.of() : List.copyOf(experiments);
    }

    /** The key of the {@code recommendations} topic: {@code surface|userId}. */
    public String key() {
        return surface + '|' + userId;
    }

    /** The id of a slate: {@code surface|userId|revision}. */
    public static String idOf(String surface, String userId, long revision) {
        return surface + '|' + userId + '|' + revision;
    }
}
