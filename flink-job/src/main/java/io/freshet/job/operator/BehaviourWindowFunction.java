package io.freshet.job.operator;

import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.behaviour.BehaviourWindow.Insertion;
import io.freshet.core.domain.Interaction;
import io.freshet.core.retrieval.CoVisitedPair;
import io.freshet.job.config.PairSettings;
import io.freshet.job.config.WindowSettings;
import io.freshet.job.metric.WindowMetrics;
import io.freshet.job.state.BehaviourWindowState;
import java.util.List;
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

    private static final byte[] NOT_WRITTEN = {};

    private final WindowSettings settings;
    private final PairSettings pairs;

    private transient BehaviourWindowState windows;
    private transient WindowMetrics metrics;

    public BehaviourWindowFunction(WindowSettings settings, PairSettings pairs) {
        this.settings = settings;
        this.pairs = pairs;
    }

    @Override
    public void open(OpenContext context) {
        windows = new BehaviourWindowState(getRuntimeContext(), settings.ttl());
        metrics = new WindowMetrics(getRuntimeContext().getMetricGroup());
    }

    @Override
    public void processElement(
            ArrivedInteraction arrived, Context context, Collector<ScoringRequest> out)
            throws Exception {
        long start = System.nanoTime();
        Interaction interaction = arrived.interaction();
        BehaviourWindow window = windows.read();
        Insertion insertion = window.insert(interaction, settings.bounds());
        byte[] packed = insertion == Insertion.ACCEPTED ? windows.write(window) : NOT_WRITTEN;
        metrics.update(insertion, System.nanoTime() - start);
        metrics.arrived(context.timerService().currentProcessingTime() - arrived.ingested());
        if (insertion == Insertion.ACCEPTED) {
            context.output(COUNTED, counted(interaction, window));
            out.collect(
                    new ScoringRequest(
                            interaction.userId(),
                            window.revision(),
                            packed,
                            interaction.eventId(),
                            interaction.timestamp(),
                            arrived.ingested()));
        }
    }

    private CountedInteraction counted(Interaction interaction, BehaviourWindow window) {
        List<CoVisitedPair> found =
                pairs.isCounted()
                        ? CoVisitedPair.of(
                                window, window.positionOf(interaction.eventId()), pairs.counting())
                        : List.of();
        return new CountedInteraction(
                interaction.itemId(), interaction.type(), interaction.timestamp(), found);
    }
}
