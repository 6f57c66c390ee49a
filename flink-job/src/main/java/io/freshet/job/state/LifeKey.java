package io.freshet.job.state;

import io.freshet.core.domain.Assignment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.flink.api.common.state.MapState;

/**
 * The keys of what is kept by the life of an experiment: its id, since when it is followed, and the
 * rest, with bars between. No name holds a bar.
 */
final class LifeKey {

    private LifeKey() {}

    static String of(Enrolment enrolment) {
        Assignment variant = enrolment.assignment();
        return life(variant.experimentId(), enrolment.since()) + variant.variant();
    }

    static String of(StoredExperiment experiment, String rest) {
        return life(experiment) + rest;
    }

    /** What all keys of a life begin with. */
    static String life(StoredExperiment experiment) {
        return life(experiment.experimentId(), experiment.since());
    }

    static String life(EndedExperiment experiment) {
        return life(experiment.experimentId(), experiment.since());
    }

    private static String life(String experimentId, long since) {
        return experimentId + '|' + since + '|';
    }

    /** What all keys of the life of this key begin with. */
    static String life(String key) {
        return key.substring(0, restAt(key));
    }

    /** Of a key whose rest is the name of a variant. */
    static Enrolment enrolment(String key) {
        int bar = key.indexOf('|');
        int rest = restAt(key);
        return new Enrolment(
                new Assignment(key.substring(0, bar), key.substring(rest)),
                Long.parseLong(key.substring(bar + 1, rest - 1)));
    }

    private static int restAt(String key) {
        return key.indexOf('|', key.indexOf('|') + 1) + 1;
    }

    /** Removes what is kept of some lives. */
    static <T> void forget(MapState<String, T> state, Predicate<String> lives) throws Exception {
        List<String> found = new ArrayList<>();
        for (String key : state.keys()) {
            if (lives.test(life(key))) {
                found.add(key);
            }
        }
        for (String key : found) {
            state.remove(key);
        }
    }
}
