package io.freshet.job.operator;

import io.freshet.job.config.CountSettings;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Makes the operators that tally items before they are shuffled. */
public final class ItemTallyOperatorFactory extends AbstractStreamOperatorFactory<ItemTally>
        implements OneInputStreamOperatorFactory<CountedInteraction, ItemTally> {

    private static final long serialVersionUID = 1L;

    private final CountSettings settings;

    public ItemTallyOperatorFactory(CountSettings settings) {
        this.settings = settings;
    }

    @Override
    @SuppressWarnings("unchecked") // the interface asks for a type that the caller chooses
    public <T extends StreamOperator<ItemTally>> T createStreamOperator(
            StreamOperatorParameters<ItemTally> parameters) {
        return (T) new ItemTallyOperator(parameters, settings);
    }

    @Override
    @SuppressWarnings("rawtypes") // as the interface has it
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return ItemTallyOperator.class;
    }
}
