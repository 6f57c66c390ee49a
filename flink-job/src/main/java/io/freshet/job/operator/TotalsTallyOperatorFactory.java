package io.freshet.job.operator;

import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Makes the operators that sum up changes of totals before one subtask gets them. */
public final class TotalsTallyOperatorFactory extends AbstractStreamOperatorFactory<TotalsTally>
        implements OneInputStreamOperatorFactory<TotalsChange, TotalsTally> {

    private static final long serialVersionUID = 1L;

    @Override
    @SuppressWarnings("unchecked") // the interface asks for a type that the caller chooses
    public <T extends StreamOperator<TotalsTally>> T createStreamOperator(
            StreamOperatorParameters<TotalsTally> parameters) {
        return (T) new TotalsTallyOperator(parameters);
    }

    @Override
    @SuppressWarnings("rawtypes") // as the interface has it
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return TotalsTallyOperator.class;
    }
}
