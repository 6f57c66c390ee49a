package io.freshet.job.operator;

import io.freshet.job.state.Announcement;
import io.freshet.job.state.ExperimentSet;
import org.jspecify.annotations.Nullable;

/**
 * What all subtasks are told, in one order: either of a release or of experiments.
 *
 * @param release a release; null if this is about experiments
 * @param experiments all that are to be followed; null if this is about a release
 */
public record ControlMessage(@Nullable Announcement release, @Nullable ExperimentSet experiments) {

    public ControlMessage {
        if ((release == null) == (experiments == null)) {
            throw new IllegalArgumentException("expected a release or experiments, not both");
        }
    }

    static ControlMessage of(Announcement release) {
        return new ControlMessage(release, null);
    }

    static ControlMessage of(ExperimentSet experiments) {
        return new ControlMessage(null, experiments);
    }
}
