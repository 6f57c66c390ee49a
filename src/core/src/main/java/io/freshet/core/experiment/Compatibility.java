package io.freshet.core.experiment;

import java.util.Set;
import java.util.TreeSet;

/** Whether two experiments can be honoured at once. */
final class Compatibility {

    private Compatibility() {}

    /**
     * Refuses an experiment that cannot run beside another one.
     *
     * @throws ExperimentException that names the other and what both want
     */
    static void check(Experiment added, Experiment other) {
        if (!added.overlapsInTime(other)) {
            return;
        }
        if (added.layer().overlaps(other.layer())) {
            throw new ExperimentException(
                    "layer "
                            + added.layer()
                            + " has users of experiment '"
                            + other.experimentId()
                            + "', which has "
                            + other.layer()
                            + " at the same time, expected ranges without a user in common");
        }
        boolean isExclusive = added.layer().name().equals(other.layer().name());
        if (!isExclusive && added.overlapsInSurface(other)) {
            checkChanges(added, other);
        }
    }

    private static void checkChanges(Experiment added, Experiment other) {
        Set<String> both = changed(added);
        both.retainAll(changed(other));
        if (!both.isEmpty()) {
            throw new ExperimentException(
                    "it changes "
                            + both
                            + " as experiment '"
                            + other.experimentId()
                            + "' does in layer '"
                            + other.layer().name()
                            + "' on the same surface at the same time, expected both in one layer"
                            + " with ranges apart, or only one that changes it");
        }
    }

    private static Set<String> changed(Experiment experiment) {
        Set<String> changed = new TreeSet<>();
        experiment.variants().forEach(each -> changed.addAll(each.changes().named()));
        return changed;
    }
}
