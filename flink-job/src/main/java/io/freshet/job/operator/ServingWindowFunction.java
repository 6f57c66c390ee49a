package io.freshet.job.operator;

import io.freshet.job.config.PairSettings;
import io.freshet.job.config.WindowSettings;
import io.freshet.job.state.Announcement;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;

/**
 * In: interactions by user, and releases of models, which all subtasks get. Out: what {@link
 * BehaviourWindowFunction} gives, and the releases in line with it, so that no other way leads to
 * those who score. Remembers each user's window until its TTL.
 */
public final class ServingWindowFunction
        extends KeyedBroadcastProcessFunction<
                String, ArrivedInteraction, Announcement, ScoringInput> {

    private static final long serialVersionUID = 1L;

    private final WindowSettings settings;
    private final PairSettings pairs;

    private transient WindowUpdate update;

    public ServingWindowFunction(WindowSettings settings, PairSettings pairs) {
        this.settings = settings;
        this.pairs = pairs;
    }

    @Override
    public void open(OpenContext context) {
        update = new WindowUpdate(getRuntimeContext(), settings, pairs);
    }

    @Override
    public void processElement(
            ArrivedInteraction arrived, ReadOnlyContext context, Collector<ScoringInput> out)
            throws Exception {
        Optional<WindowUpdate.Accepted> accepted =
                update.insert(arrived, context.currentProcessingTime());
        if (accepted.isPresent()) {
            context.output(BehaviourWindowFunction.COUNTED, accepted.get().counted());
            out.collect(ScoringInput.of(accepted.get().request()));
        }
    }

    @Override
    public void processBroadcastElement(
            Announcement announcement, Context context, Collector<ScoringInput> out) {
        out.collect(ScoringInput.of(announcement));
    }
}
