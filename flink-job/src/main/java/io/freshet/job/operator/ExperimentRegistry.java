package io.freshet.job.operator;

import io.freshet.core.experiment.Experiment;
import io.freshet.core.experiment.ExperimentException;
import io.freshet.core.experiment.ExperimentReader;
import io.freshet.core.experiment.Experiments;
import io.freshet.job.state.StoredExperiment;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From experiments as they are stored to those that assign. */
final class ExperimentRegistry {

    private static final Logger LOG = LoggerFactory.getLogger(ExperimentRegistry.class);

    private ExperimentRegistry() {}

    /**
     * What was accepted once is followed, whatever the job can do by now; but for a record that an
     * earlier release could read and this one cannot.
     */
    static Experiments read(List<StoredExperiment> stored) {
        List<Experiment> read = new ArrayList<>();
        for (StoredExperiment each : stored) {
            try {
                read.add(read(each));
            } catch (ExperimentException e) {
                LOG.warn("Experiment {} is not followed any more", each.experimentId(), e);
            }
        }
        return Experiments.accepted(read);
    }

    private static Experiment read(StoredExperiment stored) {
        return ExperimentReader.experiment(stored.experimentId(), stored.json())
                .withDefaultStart(stored.timestamp());
    }
}
