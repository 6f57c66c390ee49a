package io.freshet.core.attribution;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Assignment;
import java.util.List;

/**
 * A slate that was shown to its user.
 *
 * @param experiments the user's variants at that slate
 * @param items in its slots
 * @param freshnessMillis from its event until it was handed over, 0 to a day; {@link #NO_FRESHNESS}
 *     of one that an older release remembered
 */
public record ShownSlate(
        String slateId, List<Assignment> experiments, List<String> items, int freshnessMillis) {

    /** Nobody kept it. */
    public static final int NO_FRESHNESS = -1;

    public ShownSlate {
        requireNonNull(slateId, "slateId");
        experiments = List.copyOf(experiments);
        items = List.copyOf(items);
    }
}
