package io.freshet.job.operator;

import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.behaviour.BehaviourWindow.Insertion;
import io.freshet.core.domain.Interaction;
import io.freshet.core.experiment.Assigned;
import io.freshet.core.retrieval.CoVisitedPair;
import io.freshet.job.config.PairSettings;
import io.freshet.job.config.WindowSettings;
import io.freshet.job.metric.WindowMetrics;
import io.freshet.job.state.BehaviourWindowState;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.RuntimeContext;

/** What an interaction does to the window of the current user, in whichever job that happens. */
final class WindowUpdate {

    private final WindowSettings settings;
    private final PairSettings pairs;
    private final BehaviourWindowState windows;
    private final WindowMetrics metrics;

    WindowUpdate(RuntimeContext context, WindowSettings settings, PairSettings pairs) {
        this.settings = settings;
        this.pairs = pairs;
        this.windows = new BehaviourWindowState(context, settings.ttl());
        this.metrics = new WindowMetrics(context.getMetricGroup());
    }

    /**
     * What follows from an interaction that the window accepted.
     *
     * @param request for the user's slate
     * @param counted what is to be counted of it
     * @param activity other entries of the window
     */
    record Accepted(ScoringRequest request, CountedInteraction counted, int activity) {}

    /**
     * Inserts an interaction.
     *
     * @param now processing time, epoch milliseconds
     * @return empty if the window does not take it
     */
    Optional<Accepted> insert(ArrivedInteraction arrived, long now) throws IOException {
        long start = System.nanoTime();
        Interaction interaction = arrived.interaction();
        BehaviourWindow window = windows.read();
        Insertion insertion = window.insert(interaction, settings.bounds());
        if (insertion != Insertion.ACCEPTED) {
            measure(insertion, start, arrived, now);
            return Optional.empty();
        }
        byte[] packed = windows.write(window);
        measure(insertion, start, arrived, now);
        ScoringRequest request =
                new ScoringRequest(
                        interaction.userId(),
                        window.revision(),
                        packed,
                        interaction.eventId(),
                        interaction.timestamp(),
                        arrived.ingested(),
                        Assigned.NOWHERE);
        return Optional.of(
                new Accepted(request, counted(interaction, window), window.entries().size() - 1));
    }

    private void measure(Insertion insertion, long start, ArrivedInteraction arrived, long now) {
        metrics.update(insertion, System.nanoTime() - start);
        metrics.arrived(now - arrived.ingested());
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
