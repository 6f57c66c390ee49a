package io.freshet.job.operator;

import io.freshet.core.bundle.ModelBundle;
import io.freshet.core.domain.Slate;
import io.freshet.core.scoring.Ranker;
import io.freshet.core.scoring.onnx.OnnxRanker;
import io.freshet.core.sharing.Shared;
import io.freshet.job.config.CandidateSettings;
import io.freshet.job.config.CountSettings;
import io.freshet.job.config.ScoringSettings;
import io.freshet.job.config.SlateSettings;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Clock;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Makes the micro-batching operators of a job; those of one process share their rankers. */
public final class MicroBatchOperatorFactory extends AbstractStreamOperatorFactory<Slate>
        implements OneInputStreamOperatorFactory<ScoringRequest, Slate> {

    private static final long serialVersionUID = 1L;

    /** Static because it belongs to the process, not to a subtask: a session is opened once. */
    private static final Shared<ScoringSettings, Ranker> RANKERS =
            new Shared<>(MicroBatchOperatorFactory::open, Ranker::close);

    private final Settings settings;

    /** What the operators need to know. */
    public record Settings(
            ScoringSettings scoring,
            CandidateSettings candidates,
            CountSettings counts,
            SlateSettings slate,
            Clock clock)
            implements Serializable {}

    public MicroBatchOperatorFactory(Settings settings) {
        this.settings = settings;
    }

    @Override
    @SuppressWarnings("unchecked") // the interface asks for a type that the caller chooses
    public <T extends StreamOperator<Slate>> T createStreamOperator(
            StreamOperatorParameters<Slate> parameters) {
        return (T) new MicroBatchOperator(parameters, RANKERS, settings);
    }

    @Override
    @SuppressWarnings("rawtypes") // as the interface has it
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return MicroBatchOperator.class;
    }

    private static Ranker open(ScoringSettings settings) {
        return OnnxRanker.open(ModelBundle.load(Path.of(settings.bundle())), settings.onnx());
    }
}
