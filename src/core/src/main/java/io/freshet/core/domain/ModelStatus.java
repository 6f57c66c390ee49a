package io.freshet.core.domain;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a slot and the newest release for it are doing: one record of the {@code model-status} topic,
 * keyed by slot.
 *
 * @param slot the slot
 * @param state what became of the release
 * @param release the release that this is about; null where the record held none
 * @param reason why it was rejected; null otherwise
 * @param serving the model that fills slates of this slot now; null if there is none
 * @param ready subtasks that have prepared the release, or that it is active on
 * @param subtasks how many there are
 * @param at when this became so, epoch milliseconds
 */
public record ModelStatus(
        String slot,
        State state,
        @Nullable ModelRelease release,
        @Nullable String reason,
        @Nullable ModelId serving,
        int ready,
        int subtasks,
        long at) {

    /** What can become of a release. */
    public enum State {
        /** Subtasks fetch and check it; the model before it serves. */
        LOADING,
        /** It will not serve; the model before it stays. */
        REJECTED,
        /** It serves. */
        ACTIVE,
        /** The slot was given up; whoever asked for it gets the default slot's model. */
        REMOVED;

        @JsonValue
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ModelStatus {
        requireNonNull(slot, "slot");
        requireNonNull(state, "state");
        if (state == State.REJECTED && (reason == null || reason.isBlank())) {
            throw new IllegalArgumentException(
                    slot + " is rejected without a reason, expected one");
        }
    }
}
