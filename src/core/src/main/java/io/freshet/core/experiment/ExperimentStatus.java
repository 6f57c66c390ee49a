package io.freshet.core.experiment;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What became of the newest record of an experiment: one record of the {@code experiment-status}
 * topic.
 *
 * @param experimentId key of the experiment's record; also this record's key
 * @param state what became of it
 * @param reason why it is refused; else what its experimenter should know, if anything
 * @param at since when, epoch milliseconds
 */
public record ExperimentStatus(
        String experimentId, ExperimentState state, @Nullable String reason, long at) {

    public ExperimentStatus {
        requireNonNull(experimentId, "experimentId");
        requireNonNull(state, "state");
        if (state == ExperimentState.REFUSED && (reason == null || reason.isBlank())) {
            throw new IllegalArgumentException(
                    experimentId + " is refused without a reason, expected one");
        }
    }
}
