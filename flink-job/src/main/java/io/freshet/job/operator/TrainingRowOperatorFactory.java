package io.freshet.job.operator;

import io.freshet.job.serde.TrainingRow;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Makes the operators that cut windows into training rows. */
public final class TrainingRowOperatorFactory extends AbstractStreamOperatorFactory<TrainingRow>
        implements OneInputStreamOperatorFactory<ScoringRequest, TrainingRow> {

    private static final long serialVersionUID = 1L;

    private final int maxLength;

    /**
     * @param maxLength most entries of a window
     */
    public TrainingRowOperatorFactory(int maxLength) {
        this.maxLength = maxLength;
    }

    @Override
    @SuppressWarnings("unchecked") // the interface asks for a type that the caller chooses
    public <T extends StreamOperator<TrainingRow>> T createStreamOperator(
            StreamOperatorParameters<TrainingRow> parameters) {
        return (T) new TrainingRowOperator(parameters, maxLength);
    }

    @Override
    @SuppressWarnings("rawtypes") // as the interface has it
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return TrainingRowOperator.class;
    }
}
