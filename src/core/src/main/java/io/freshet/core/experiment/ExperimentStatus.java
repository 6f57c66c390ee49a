package io.freshet.core.experiment;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Excerpt;
import org.jspecify.annotations.Nullable;

/**
 * What became of the newest record of an experiment: one record of the {@code experiment-status}
 * topic.
 *
 * @param experimentId key of the experiment's record; also this record's key
 * @param state what became of it
 * @param reason why it is refused; else what its experimenter should know, if anything; its
 *     beginning where it is very long
 * @param at since when, epoch milliseconds
 */
public record ExperimentStatus(
        String experimentId, ExperimentState state, @Nullable String reason, long at) {

    static final int LONGEST_REASON = 2_000;

    public ExperimentStatus {
        requireNonNull(experimentId, "experimentId");
        requireNonNull(state, "state");
        reason = reason == null ? null : Excerpt.of(reason, LONGEST_REASON);
        if (state == ExperimentState.REFUSED && (reason == null || reason.isBlank())) {
            throw new IllegalArgumentException(
                    experimentId + " is refused without a reason, expected one");
        }
    }
}
