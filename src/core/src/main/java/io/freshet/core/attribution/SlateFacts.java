package io.freshet.core.attribution;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Assignment;
import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.Slate;
import java.util.BitSet;
import java.util.List;

/**
 * What of a slate its outcomes need.
 *
 * @param emitted when it was handed to the output topic, epoch milliseconds
 */
record SlateFacts(
        String surface,
        long revision,
        long emitted,
        ModelId model,
        List<Assignment> experiments,
        List<Slot> slots) {

    /** An item of a slate and the candidate generator that brought it. */
    record Slot(String itemId, String source) {

        Slot {
            requireNonNull(itemId, "itemId");
            requireNonNull(source, "source");
        }
    }

    SlateFacts {
        requireNonNull(surface, "surface");
        requireNonNull(model, "model");
        if (revision < 1) {
            throw new IllegalArgumentException("revision must be at least 1 but is " + revision);
        }
        experiments = List.copyOf(experiments);
        slots = List.copyOf(slots);
    }

    static SlateFacts of(Slate slate) {
        return new SlateFacts(
                slate.surface(),
                slate.revision(),
                slate.timestamps().emitted(),
                slate.model(),
                slate.experiments(),
                slate.items().stream()
                        .map(each -> new Slot(each.itemId(), each.source()))
                        .toList());
    }

    BitSet allSlots() {
        BitSet all = new BitSet(slots.size());
        all.set(0, slots.size());
        return all;
    }

    /** The first of some slots that holds an item; -1 if none does. */
    int slotOf(String itemId, BitSet among) {
        for (int slot = among.nextSetBit(0); slot >= 0; slot = among.nextSetBit(slot + 1)) {
            if (slots.get(slot).itemId().equals(itemId)) {
                return slot;
            }
        }
        return -1;
    }
}
