package io.freshet.job.state;

import java.util.List;

/**
 * All experiments that are followed, at one moment.
 *
 * @param experiments by id
 */
public record ExperimentSet(List<StoredExperiment> experiments) {

    public ExperimentSet {
        experiments = List.copyOf(experiments);
    }
}
