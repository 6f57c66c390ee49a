package io.freshet.job.operator;

import io.freshet.core.domain.Outcome;
import io.freshet.job.serde.OutcomeRecord;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Makes the operators that hold outcomes until a checkpoint holds them. */
public final class OutcomeHoldOperatorFactory extends AbstractStreamOperatorFactory<OutcomeRecord>
        implements OneInputStreamOperatorFactory<Outcome, OutcomeRecord> {

    private static final long serialVersionUID = 1L;

    @Override
    @SuppressWarnings("unchecked") // the interface asks for a type that the caller chooses
    public <T extends StreamOperator<OutcomeRecord>> T createStreamOperator(
            StreamOperatorParameters<OutcomeRecord> parameters) {
        return (T) new OutcomeHoldOperator(parameters);
    }

    @Override
    @SuppressWarnings("rawtypes") // as the interface has it
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return OutcomeHoldOperator.class;
    }
}
