package io.freshet.core.attribution;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Assignment;
import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateTimestamps;
import java.util.BitSet;
import java.util.List;

/**
 * What of a slate its outcomes need.
 *
 * @param emitted when it was handed to the output topic, epoch milliseconds
 * @param freshness from its event until then, milliseconds, 0 to a day; -1 if nobody kept it
 */
public record SlateFacts(
        String userId,
        String surface,
        long revision,
        long emitted,
        int freshness,
        ModelId model,
        List<Assignment> experiments,
        List<Slot> slots) {

    /** More is as old as a day. */
    static final int MOST_FRESHNESS_MILLIS = 86_400_000;

    /** An item of a slate and the candidate generator that brought it. */
    public record Slot(String itemId, String source) {

        public Slot {
            requireNonNull(itemId, "itemId");
            requireNonNull(source, "source");
        }
    }

    public SlateFacts {
        requireNonNull(userId, "userId");
        requireNonNull(surface, "surface");
        requireNonNull(model, "model");
        if (revision < 1) {
            throw new IllegalArgumentException("revision must be at least 1 but is " + revision);
        }
        if (freshness < ShownSlate.NO_FRESHNESS || freshness > MOST_FRESHNESS_MILLIS) {
            throw new IllegalArgumentException(
                    "freshness is "
                            + freshness
                            + ", expected -1 to "
                            + MOST_FRESHNESS_MILLIS
                            + " milliseconds");
        }
        experiments = List.copyOf(experiments);
        slots = List.copyOf(slots);
    }

    public static SlateFacts of(Slate slate) {
        return new SlateFacts(
                slate.userId(),
                slate.surface(),
                slate.revision(),
                slate.timestamps().emitted(),
                freshness(slate.timestamps()),
                slate.model(),
                slate.experiments(),
                slate.items().stream()
                        .map(each -> new Slot(each.itemId(), each.source()))
                        .toList());
    }

    /** A sender whose clock is ahead has its event at once. */
    private static int freshness(SlateTimestamps timestamps) {
        long millis = timestamps.emitted() - timestamps.event();
        return (int) Math.max(0, Math.min(MOST_FRESHNESS_MILLIS, millis));
    }

    String slateId() {
        return Slate.idOf(surface, userId, revision);
    }

    ShownSlate shown() {
        return new ShownSlate(
                slateId(), experiments, slots.stream().map(Slot::itemId).toList(), freshness);
    }

    BitSet allSlots() {
        BitSet all = new BitSet(slots.size());
        all.set(0, slots.size());
        return all;
    }

    /** Whether one of its slots has the item. */
    boolean holds(String itemId) {
        for (Slot each : slots) {
            if (each.itemId().equals(itemId)) {
                return true;
            }
        }
        return false;
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
