package io.freshet.job.state;

import io.freshet.core.domain.Assignment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.flink.api.common.state.MapState;

/** The keys of what is kept by experiment: its id, a bar, the rest. No name holds a bar. */
final class VariantKey {

    private VariantKey() {}

    static String of(Assignment assignment) {
        return of(assignment.experimentId(), assignment.variant());
    }

    static String of(String experimentId, String rest) {
        return experimentId + '|' + rest;
    }

    static Assignment assignment(String key) {
        int bar = key.indexOf('|');
        return new Assignment(key.substring(0, bar), key.substring(bar + 1));
    }

    /** Removes what is kept of some experiments. */
    static <T> void forget(MapState<String, T> state, Predicate<String> experimentIds)
            throws Exception {
        List<String> found = new ArrayList<>();
        for (String key : state.keys()) {
            if (experimentIds.test(key.substring(0, key.indexOf('|')))) {
                found.add(key);
            }
        }
        for (String key : found) {
            state.remove(key);
        }
    }
}
