package io.freshet.job.operator;

import io.freshet.core.experiment.Experiment;
import io.freshet.core.experiment.ExperimentReader;
import io.freshet.core.experiment.Experiments;
import io.freshet.job.state.StoredExperiment;
import java.util.List;

/** From experiments as they are stored to those that assign. */
final class ExperimentRegistry {

    private ExperimentRegistry() {}

    /** What was accepted once is followed, whatever the job can do by now. */
    static Experiments read(List<StoredExperiment> stored) {
        return Experiments.accepted(stored.stream().map(ExperimentRegistry::read).toList());
    }

    private static Experiment read(StoredExperiment stored) {
        return ExperimentReader.experiment(stored.experimentId(), stored.json())
                .withDefaultStart(stored.timestamp());
    }
}
