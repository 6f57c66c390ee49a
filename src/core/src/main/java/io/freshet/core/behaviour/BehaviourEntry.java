package io.freshet.core.behaviour;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Interaction;
import java.util.Comparator;

/**
 * What a behaviour window remembers of an interaction.
 *
 * @param timestamp when it happened, epoch milliseconds
 * @param eventHash 64-bit hash of the event's id; the identity of the entry within a window
 * @param itemId what was acted on
 * @param type event type
 */
public record BehaviourEntry(long timestamp, long eventHash, String itemId, String type) {

    /** Event-time order; entries of equal time are ordered by their hash, whoever came first. */
    public static final Comparator<BehaviourEntry> EVENT_TIME_ORDER =
            Comparator.comparingLong(BehaviourEntry::timestamp)
                    .thenComparing(BehaviourEntry::eventHash, Long::compareUnsigned);

    public BehaviourEntry {
        requireNonNull(itemId, "itemId");
        requireNonNull(type, "type");
    }

    static BehaviourEntry of(Interaction interaction) {
        return new BehaviourEntry(
                interaction.timestamp(),
                EventHash.of(interaction.eventId()),
                interaction.itemId(),
                interaction.type());
    }
}
