package io.freshet.job.operator;

import io.freshet.core.bundle.ModelBundle;
import io.freshet.core.domain.ModelRelease;
import io.freshet.core.domain.ModelStatus;
import io.freshet.core.domain.Slate;
import io.freshet.core.scoring.Ranker;
import io.freshet.core.scoring.onnx.OnnxRanker;
import io.freshet.core.sharing.Shared;
import io.freshet.job.config.CandidateSettings;
import io.freshet.job.config.CountSettings;
import io.freshet.job.config.ReleaseSettings;
import io.freshet.job.config.ScoringSettings;
import io.freshet.job.config.SlateSettings;
import io.freshet.job.operator.ModelSource.Configured;
import io.freshet.job.operator.ModelSource.Released;
import io.freshet.job.operator.release.BundleFetcher;
import io.freshet.job.operator.release.LocalCopies;
import io.freshet.job.operator.release.ReleaseCoordinator;
import java.io.Serializable;
import java.time.Clock;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.CoordinatedOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.util.OutputTag;

/** Makes the micro-batching operators of a job; those of one process share their rankers. */
public final class MicroBatchOperatorFactory extends AbstractStreamOperatorFactory<Slate>
        implements OneInputStreamOperatorFactory<ScoringInput, Slate>,
                CoordinatedOperatorFactory<Slate> {

    private static final long serialVersionUID = 1L;

    /** What became of releases; one subtask tells for all. */
    public static final OutputTag<ModelStatus> MODEL_STATUS =
            new OutputTag<>("model-status", TypeInformation.of(ModelStatus.class));

    /** Static because it belongs to the process, not to a subtask: a session is opened once. */
    private static final Shared<ModelSource, Ranker> RANKERS =
            new Shared<>(MicroBatchOperatorFactory::open, Ranker::close);

    private final Settings settings;

    /**
     * What the operators need to know.
     *
     * @param windowLength most entries of a behaviour window
     */
    public record Settings(
            ScoringSettings scoring,
            CandidateSettings candidates,
            CountSettings counts,
            SlateSettings slate,
            ReleaseSettings releases,
            int windowLength,
            Clock clock)
            implements Serializable {}

    public MicroBatchOperatorFactory(Settings settings) {
        this.settings = settings;
    }

    @Override
    @SuppressWarnings("unchecked") // the interface asks for a type that the caller chooses
    public <T extends StreamOperator<Slate>> T createStreamOperator(
            StreamOperatorParameters<Slate> parameters) {
        return (T) MicroBatchOperator.create(parameters, RANKERS, settings);
    }

    @Override
    public OperatorCoordinator.Provider getCoordinatorProvider(String name, OperatorID id) {
        return ReleaseCoordinator.provider(id);
    }

    @Override
    @SuppressWarnings("rawtypes") // as the interface has it
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return MicroBatchOperator.class;
    }

    private static Ranker open(ModelSource source) {
        return OnnxRanker.open(bundle(source), source.onnx());
    }

    private static ModelBundle bundle(ModelSource source) {
        if (source instanceof Configured configured) {
            return ModelBundle.load(configured.bundle());
        }
        Released released = (Released) source;
        return fetcher(released).fetch(released.release());
    }

    /** Brings what is released to this machine. */
    static BundleFetcher fetcher(Released released) {
        LocalCopies copies =
                new LocalCopies(released.copies(), MicroBatchOperatorFactory::releasesInUse);
        return new BundleFetcher(copies, released.fetching());
    }

    private static Set<ModelRelease> releasesInUse() {
        return RANKERS.keys().stream()
                .filter(Released.class::isInstance)
                .map(each -> ((Released) each).release())
                .collect(Collectors.toSet());
    }
}
