package io.freshet.core.attribution;

import static java.util.Objects.requireNonNull;

import java.util.BitSet;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A moment at which slots of a slate were shown.
 *
 * @param timestamp event time, epoch milliseconds
 * @param exposureEventId the exposure that says so; null where the slate stood at an interaction
 * @param slots the slots, at least one, never changed
 */
record Touch(long timestamp, @Nullable String exposureEventId, BitSet slots) {

    /** By time; of one time, exposures are the later ones; then by their ids. */
    static final Comparator<Touch> ORDER =
            Comparator.comparingLong(Touch::timestamp)
                    .thenComparing(
                            Touch::exposureEventId,
                            Comparator.nullsFirst(Comparator.naturalOrder()));

    Touch {
        requireNonNull(slots, "slots");
        if (slots.isEmpty()) {
            throw new IllegalArgumentException("a touch has no slots, expected at least one");
        }
    }

    boolean isExposure() {
        return exposureEventId != null;
    }

    /** Both in one, at the time of this one. */
    Touch with(Touch other) {
        BitSet both = (BitSet) slots.clone();
        both.or(other.slots);
        return new Touch(timestamp, exposureEventId, both);
    }
}
