package io.freshet.core.domain;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * An interaction that a slate earned, and by which slot.
 *
 * @param eventId of the interaction
 * @param itemId what was acted on
 * @param slot the item's place in the slate, 0 is the first
 * @param source the candidate generator that had brought the item
 * @param type of the interaction, such as {@code click}
 * @param value of the interaction, such as a price, if its sender said so
 * @param timestamp when it happened, epoch milliseconds
 */
public record AttributedInteraction(
        String eventId,
        String itemId,
        int slot,
        String source,
        String type,
        @Nullable Double value,
        long timestamp) {

    public AttributedInteraction {
        requireNonNull(eventId, "eventId");
        requireNonNull(itemId, "itemId");
        requireNonNull(source, "source");
        requireNonNull(type, "type");
        if (slot < 0) {
            throw new IllegalArgumentException("slot must be at least 0 but is " + slot);
        }
    }
}
