package io.freshet.core.experiment;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Experiments that can all be honoured at once: no user is in two of one layer, and no two change
 * the same thing of one slate. Immutable; for any number of threads.
 */
public final class Experiments {

    private static final Experiments NONE = new Experiments(new TreeMap<>());

    private final SortedMap<String, Experiment> accepted;
    private final ExperimentIndex index;

    private Experiments(SortedMap<String, Experiment> accepted) {
        this.accepted = accepted;
        index = new ExperimentIndex(accepted.values());
    }

    /** No experiment. */
    public static Experiments none() {
        return NONE;
    }

    /** Those that were accepted before, whatever can be honoured by now. */
    public static Experiments accepted(Collection<Experiment> before) {
        SortedMap<String, Experiment> accepted = new TreeMap<>();
        before.forEach(each -> accepted.put(each.experimentId(), each));
        return new Experiments(accepted);
    }

    /** All of them, by id. */
    public Collection<Experiment> all() {
        return Collections.unmodifiableCollection(accepted.values());
    }

    /** The one with that id. */
    public Optional<Experiment> get(String experimentId) {
        return Optional.ofNullable(accepted.get(experimentId));
    }

    /**
     * These and one more, in place of an older version of itself.
     *
     * @param capabilities what variants may ask for
     * @throws ExperimentException if it cannot be honoured, alone or beside the others
     */
    public Experiments with(Experiment experiment, Capabilities capabilities) {
        requireNonNull(experiment, "experiment");
        capabilities.check(experiment);
        for (Experiment other : accepted.values()) {
            if (!other.experimentId().equals(experiment.experimentId())) {
                Compatibility.check(experiment, other);
            }
        }
        SortedMap<String, Experiment> more = new TreeMap<>(accepted);
        more.put(experiment.experimentId(), experiment);
        return new Experiments(more);
    }

    /**
     * What a new version of a running experiment does to users that the experiment has, in words
     * for the experimenter; none of this is refused.
     *
     * @param atMillis when the new version comes into force
     */
    public List<String> warnings(Experiment next, long atMillis) {
        return get(next.experimentId())
                .filter(former -> former.stateAt(atMillis) == ExperimentState.RUNNING)
                .map(former -> new Replacement(former, next).warnings())
                .orElse(List.of());
    }

    /**
     * The user's variants and what they change.
     *
     * @param userId whose slate is made
     * @param surface where it is to be shown
     * @param atMillis when, epoch milliseconds
     * @param external what others say of this user
     */
    public Assigned assign(String userId, String surface, long atMillis, ExternalLookup external) {
        return index.assign(userId, surface, atMillis, external);
    }
}
