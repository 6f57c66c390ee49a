package io.freshet.job.state;

import static java.util.Objects.requireNonNull;

/**
 * A life of an experiment that is over.
 *
 * @param experimentId its id, which may be used again
 * @param since {@link StoredExperiment#since}, epoch milliseconds
 * @param forgottenFrom when nothing can come of it any more, epoch milliseconds
 */
public record EndedExperiment(String experimentId, long since, long forgottenFrom) {

    public EndedExperiment {
        requireNonNull(experimentId, "experimentId");
    }
}
