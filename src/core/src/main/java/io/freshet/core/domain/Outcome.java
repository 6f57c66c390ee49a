package io.freshet.core.domain;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a slate that was shown: one record of the {@code outcomes} topic, the live A/B
 * feed.
 *
 * <p>A reader's rule: one outcome an id, and a slate with an {@link OutcomeKind#INTERACTION} is
 * answered, whatever else is said of it.
 *
 * @param outcomeId {@link #idOf deterministic}; a replay repeats it
 * @param kind whether there is an interaction
 * @param userId who was shown the slate
 * @param slateId the slate; also the record's key
 * @param surface where it was shown
 * @param revision of the slate
 * @param shown how it is known that it was shown
 * @param exposureEventId the exposure that says so; null where none does
 * @param slotsShown how many of its slots were shown until then
 * @param interaction what the slate earned; null of one that is unanswered
 * @param model the model bundle that made the slate
 * @param experiments the user's variant, at that slate, in each experiment
 * @param timestamps when what happened on the way
 */
public record Outcome(
        String outcomeId,
        OutcomeKind kind,
        String userId,
        String slateId,
        String surface,
        long revision,
        Shown shown,
        @Nullable String exposureEventId,
        int slotsShown,
        @Nullable AttributedInteraction interaction,
        ModelId model,
        List<Assignment> experiments,
        OutcomeTimestamps timestamps) {

    public Outcome {
        requireNonNull(outcomeId, "outcomeId");
        requireNonNull(kind, "kind");
        requireNonNull(userId, "userId");
        requireNonNull(slateId, "slateId");
        requireNonNull(surface, "surface");
        requireNonNull(shown, "shown");
        requireNonNull(model, "model");
        requireNonNull(timestamps, "timestamps");
        if (revision < 1) {
            throw new IllegalArgumentException("revision must be at least 1 but is " + revision);
        }
        if (slotsShown < 1) {
            throw new IllegalArgumentException(
                    "slotsShown must be at least 1 but is " + slotsShown);
        }
        if ((kind == OutcomeKind.INTERACTION) != (interaction != null)) {
            throw new IllegalArgumentException(
                    "an outcome of kind " + kind + " has interaction " + interaction);
        }
        if ((shown == Shown.EXPOSURE) != (exposureEventId != null)) {
            throw new IllegalArgumentException(
                    "an outcome shown by " + shown + " has exposureEventId " + exposureEventId);
        }
        experiments = experiments == null ? List.of() : List.copyOf(experiments);
    }

    /**
     * The id of an outcome: {@code slateId|eventId} of an interaction, the slate's own id of one
     * that is unanswered.
     */
    public static String idOf(String slateId, @Nullable String eventId) {
        return eventId == null ? slateId : slateId + '|' + eventId;
    }
}
