package io.freshet.core.domain;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Slots of a slate were shown to its user: a record of the {@code events} topic whose type is
 * {@link #TYPE}.
 *
 * @param eventId identity of the event; two exposures with one id are the same event
 * @param userId who saw it; also the record's key
 * @param slateId the slate that was shown
 * @param timestamp when it was shown, epoch milliseconds
 * @param slots the slots that were shown, 0 is the first, at least one; kept in order, each once;
 *     null stands for all
 */
public record Exposure(
        String eventId,
        String userId,
        String slateId,
        long timestamp,
        @Nullable List<Integer> slots) {

    /** What stands in the field {@code type} of an exposure. */
    public static final String TYPE = "exposure";

    /** No slate has more slots. */
    public static final int MOST_SLOTS = 1_000;

    public Exposure {
        requireNonNull(eventId, "eventId");
        requireNonNull(userId, "userId");
        requireNonNull(slateId, "slateId");
        if (slots != null) {
            slots = slots.stream().distinct().sorted().toList();
            if (slots.isEmpty()) {
                throw new IllegalArgumentException("slots is empty, expected null or at least one");
            }
            for (int slot : slots) {
                if (slot < 0 || slot >= MOST_SLOTS) {
                    throw new IllegalArgumentException(
                            "slots has " + slot + ", expected 0 to " + (MOST_SLOTS - 1));
                }
            }
        }
    }

    /** An exposure of all slots. */
    public static Exposure ofAll(String eventId, String userId, String slateId, long timestamp) {
        return new Exposure(eventId, userId, slateId, timestamp, null);
    }
}
