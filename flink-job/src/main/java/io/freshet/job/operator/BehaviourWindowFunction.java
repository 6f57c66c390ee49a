package io.freshet.job.operator;

import io.freshet.job.config.PairSettings;
import io.freshet.job.config.WindowSettings;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * In: interactions by user. Out: a scoring request for each interaction that the user's window
 * accepts and, on the side, what is to be counted of it. Remembers each user's window until its
 * TTL.
 */
public final class BehaviourWindowFunction
        extends KeyedProcessFunction<String, ArrivedInteraction, ScoringRequest> {

    private static final long serialVersionUID = 1L;

    /** Every accepted interaction, once. */
    public static final OutputTag<CountedInteraction> COUNTED =
            new OutputTag<>("counted", TypeInformation.of(CountedInteraction.class));

    private final WindowSettings settings;
    private final PairSettings pairs;

    private transient WindowUpdate update;

    public BehaviourWindowFunction(WindowSettings settings, PairSettings pairs) {
        this.settings = settings;
        this.pairs = pairs;
    }

    @Override
    public void open(OpenContext context) {
        update = new WindowUpdate(getRuntimeContext(), settings, pairs);
    }

    @Override
    public void processElement(
            ArrivedInteraction arrived, Context context, Collector<ScoringRequest> out)
            throws Exception {
        Optional<WindowUpdate.Accepted> accepted =
                update.insert(arrived, context.timerService().currentProcessingTime());
        if (accepted.isPresent()) {
            context.output(COUNTED, accepted.get().counted());
            out.collect(accepted.get().request());
        }
    }
}
