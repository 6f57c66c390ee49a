package io.freshet.lab.oracle;

import io.freshet.lab.feed.ObservedSlates.ObservedItem;
import io.freshet.lab.oracle.ExpectedSlates.Scored;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether a slate is the expected one, but for the rounding of sums that batches cause. */
final class SlateDifference {

    /** So many items may be within the tolerance of the last slot. */
    static final int NEARLY_EQUAL = 5;

    private static final double TOLERANCE = 1e-5;
    private static final String CATALOGUE = "catalogue";

    private SlateDifference() {}

    /**
     * What is wrong with a list; empty if nothing is.
     *
     * @param best expected items, best first, some more than there are slots
     */
    static Optional<String> between(List<ObservedItem> list, List<Scored> best, int slots) {
        if (list.size() != slots) {
            return Optional.of("has " + list.size() + " slots, expected " + slots);
        }
        Map<String, Float> scores =
                best.stream().collect(Collectors.toMap(Scored::item, Scored::score));
        Set<String> items = new HashSet<>();
        for (int i = 0; i < slots; i++) {
            ObservedItem found = list.get(i);
            Float score = scores.get(found.itemId());
            boolean right =
                    found.source().equals(CATALOGUE)
                            && items.add(found.itemId())
                            && score != null
                            && isClose(found.score(), score)
                            && isClose(found.score(), best.get(i).score());
            if (!right) {
                return Optional.of("has in slot " + i + " " + found + ", expected " + best.get(i));
            }
        }
        return Optional.empty();
    }

    private static boolean isClose(float found, float expected) {
        return Math.abs(found - expected) <= TOLERANCE * Math.max(1, Math.abs(expected));
    }
}
