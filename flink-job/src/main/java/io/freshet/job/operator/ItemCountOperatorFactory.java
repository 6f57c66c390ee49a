package io.freshet.job.operator;

import io.freshet.core.retrieval.ItemNeighbours;
import io.freshet.job.config.CountSettings;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.util.OutputTag;

/** Makes the operators that count items. */
public final class ItemCountOperatorFactory extends AbstractStreamOperatorFactory<ItemCount>
        implements OneInputStreamOperatorFactory<ItemTally, ItemCount> {

    private static final long serialVersionUID = 1L;

    /** The neighbours of an item whenever they changed. */
    public static final OutputTag<ItemNeighbours> NEIGHBOURS =
            new OutputTag<>("neighbours", TypeInformation.of(ItemNeighbours.class));

    private final CountSettings settings;

    public ItemCountOperatorFactory(CountSettings settings) {
        this.settings = settings;
    }

    @Override
    @SuppressWarnings("unchecked") // the interface asks for a type that the caller chooses
    public <T extends StreamOperator<ItemCount>> T createStreamOperator(
            StreamOperatorParameters<ItemCount> parameters) {
        return (T) new ItemCountOperator(parameters, settings);
    }

    @Override
    @SuppressWarnings("rawtypes") // as the interface has it
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return ItemCountOperator.class;
    }
}
