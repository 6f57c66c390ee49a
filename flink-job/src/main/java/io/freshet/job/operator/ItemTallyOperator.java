package io.freshet.job.operator;

import io.freshet.core.retrieval.CoVisitedPair;
import io.freshet.core.retrieval.DecayedCount;
import io.freshet.core.retrieval.NeighbourCounts;
import io.freshet.job.config.CountSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * In: interactions that windows accepted. Out: a tally of each item that was acted on or became a
 * neighbour, once an interval, so that a hot item is shuffled once and not at every click.
 * Remembers nothing: all tallies leave before a checkpoint barrier and before the end of the input.
 */
final class ItemTallyOperator extends TallyOperator<CountedInteraction, ItemTally> {

    private static final long serialVersionUID = 1L;

    /** Items held, however long the interval. */
    static final int MOST_ITEMS = 10_000;

    private final CountSettings settings;

    private transient Map<String, Tally> tallies;

    private static final class Tally {
        private DecayedCount added = DecayedCount.NONE;
        private long firstSeen = ItemTally.NEVER;
        private final NeighbourCounts neighbours;

        private Tally(NeighbourCounts neighbours) {
            this.neighbours = neighbours;
        }
    }

    ItemTallyOperator(StreamOperatorParameters<ItemTally> parameters, CountSettings settings) {
        super(parameters, settings.intervalMillis());
        this.settings = settings;
    }

    @Override
    public void open() throws Exception {
        super.open();
        tallies = new LinkedHashMap<>();
    }

    @Override
    public void processElement(StreamRecord<CountedInteraction> element) {
        CountedInteraction interaction = element.getValue();
        Tally tally = tally(interaction.itemId());
        long timestamp = interaction.timestamp();
        tally.added =
                tally.added.plus(
                        settings.popular().weight(interaction.type()),
                        timestamp,
                        settings.popular().halfLifeMillis());
        tally.firstSeen = Math.min(tally.firstSeen, timestamp);
        tally.neighbours.addInteraction(timestamp);
        for (CoVisitedPair pair : interaction.pairs()) {
            tally(pair.itemId())
                    .neighbours
                    .addPair(pair.neighbour(), pair.weight(), pair.timestamp());
        }
        if (tallies.size() >= MOST_ITEMS) {
            flush();
        }
        scheduleFlush();
    }

    private Tally tally(String itemId) {
        return tallies.computeIfAbsent(
                itemId, absent -> new Tally(new NeighbourCounts(settings.pairs().counting())));
    }

    @Override
    void flush() {
        tallies.forEach(
                (itemId, tally) ->
                        output.collect(
                                new StreamRecord<>(
                                        new ItemTally(
                                                itemId,
                                                tally.added,
                                                tally.firstSeen,
                                                tally.neighbours.held(itemId)))));
        tallies.clear();
    }
}
