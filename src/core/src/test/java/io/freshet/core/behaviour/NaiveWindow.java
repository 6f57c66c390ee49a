package io.freshet.core.behaviour;

import io.freshet.core.domain.Interaction;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;

/**
 * What a behaviour window must hold, said as plainly as possible: of all interactions at once,
 * those within the age of the newest, in order, the last ones.
 */
final class NaiveWindow {

    private NaiveWindow() {}

    /** The entries that are left of interactions, of which no two share an event id. */
    static List<BehaviourEntry> of(Collection<Interaction> interactions, WindowBounds bounds) {
        List<BehaviourEntry> sorted =
                interactions.stream()
                        .map(BehaviourEntry::of)
                        .distinct()
                        .sorted(BehaviourEntry.EVENT_TIME_ORDER)
                        .toList();
        List<BehaviourEntry> young =
                sorted.stream()
                        .filter(entry -> isYoung(entry, sorted.get(sorted.size() - 1), bounds))
                        .toList();
        return young.subList(Math.max(0, young.size() - bounds.maxLength()), young.size());
    }

    private static boolean isYoung(
            BehaviourEntry entry, BehaviourEntry newest, WindowBounds bounds) {
        BigInteger age =
                BigInteger.valueOf(newest.timestamp())
                        .subtract(BigInteger.valueOf(entry.timestamp()));
        return age.compareTo(BigInteger.valueOf(bounds.maxAgeMillis())) < 0;
    }
}
