package io.freshet.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.behaviour.WindowBounds;
import io.freshet.core.domain.Interaction;
import io.freshet.core.retrieval.BasketGap;
import io.freshet.core.retrieval.CoVisitationCounting;
import io.freshet.core.retrieval.CoVisitedPair;
import io.freshet.core.retrieval.CountsTable;
import io.freshet.core.retrieval.ItemNeighbours;
import io.freshet.core.retrieval.NeighbourCounts;
import io.freshet.core.sharing.Shared;
import io.freshet.job.RecommenderTopology;
import io.freshet.job.config.CountSettings;
import io.freshet.job.config.FlinkDefaults;
import io.freshet.job.config.PairSettings;
import io.freshet.job.config.WindowSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;

/** A failure between two checkpoints neither loses nor doubles a count. */
class CountsAfterFailureITCase {

    private static final long START = 1_767_225_600_000L;
    private static final int EVENTS = 4_000;
    private static final int FAILURES = 2;
    private static final WindowSettings WINDOWS =
            new WindowSettings(new WindowBounds(20, 100_000_000), Duration.ofDays(36_500));

    /** No item has more neighbours than it may keep. */
    private static final CoVisitationCounting COUNTING =
            new CoVisitationCounting(
                    10, 0.5, 0.5, BasketGap.NONE, 100_000_000, CoVisitationCounting.NO_AGEING, 100);

    private static final CountSettings COUNTS =
            new CountSettings(
                    50,
                    TestingCounts.SETTINGS.popular(),
                    TestingCounts.SETTINGS.fresh(),
                    new PairSettings(true, COUNTING, Duration.ofDays(36_500), 100_000));

    /** Every seventh event comes twice. */
    private static Interaction interaction(long number) {
        long event = number - number / 7;
        return Interaction.of(
                "event-" + event,
                "user-" + event % 23,
                "item-" + event * event % 41,
                "click",
                START + event * 1_000);
    }

    /** Fails some time after a checkpoint, in which it has gone on. */
    private static final class FailingNowAndThen
            implements MapFunction<Long, ArrivedInteraction>, CheckpointListener {

        private static final long serialVersionUID = 1L;

        private static final AtomicInteger FAILURES_LEFT = new AtomicInteger();
        private static final AtomicBoolean DUE = new AtomicBoolean();

        private int since;

        @Override
        public ArrivedInteraction map(Long number) {
            LockSupport.parkNanos(1_000_000);
            if (DUE.get() && ++since > 100 && FAILURES_LEFT.getAndDecrement() > 0) {
                DUE.set(false);
                throw new IllegalStateException("a failure of the test");
            }
            return new ArrivedInteraction(interaction(number), START);
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            DUE.set(true);
        }
    }

    @Test
    void countsAreThoseOfEveryEventOnce() throws Exception {
        FailingNowAndThen.FAILURES_LEFT.set(FAILURES);
        StreamExecutionEnvironment environment = environment();
        define(environment);
        JobClient client = environment.executeAsync();
        try (Shared.Lease<CountsTable> table =
                CountsTables.lease(client.getJobID(), COUNTS.pairs().atHand())) {
            client.getJobExecutionResult().get();
            assertThat(FailingNowAndThen.FAILURES_LEFT.get()).as("it has failed").isLessThan(1);
            expected()
                    .forEach((itemId, counts) -> check(itemId, counts.held(itemId), table.value()));
        }
    }

    private static StreamExecutionEnvironment environment() {
        Configuration configuration =
                Configuration.fromMap(
                        Map.of(
                                "execution.checkpointing.interval", "100 ms",
                                "restart-strategy.type", "fixed-delay",
                                "restart-strategy.fixed-delay.attempts", "5",
                                "restart-strategy.fixed-delay.delay", "10 ms"));
        return StreamExecutionEnvironment.createLocalEnvironment(
                2, FlinkDefaults.beneath(configuration));
    }

    private static void define(StreamExecutionEnvironment environment) {
        DataStream<ArrivedInteraction> interactions =
                environment
                        .fromSource(
                                new NumberSequenceSource(0, EVENTS - 1),
                                WatermarkStrategy.noWatermarks(),
                                "Numbers")
                        .uid("numbers")
                        .setParallelism(1)
                        .map(new FailingNowAndThen())
                        .returns(ArrivedInteraction.class)
                        .uid("interactions")
                        .setParallelism(1);
        SingleOutputStreamOperator<ScoringRequest> requests =
                RecommenderTopology.behaviourWindows(interactions, WINDOWS, COUNTS.pairs());
        requests.sinkTo(new DiscardingSink<>()).uid("requests");
        RecommenderTopology.count(
                requests.getSideOutput(BehaviourWindowFunction.COUNTED), COUNTS, Clock.systemUTC());
    }

    private static Map<String, NeighbourCounts> expected() {
        Map<String, BehaviourWindow> windows = new HashMap<>();
        Map<String, NeighbourCounts> counts = new TreeMap<>();
        for (long number = 0; number < EVENTS; number++) {
            Interaction each = interaction(number);
            BehaviourWindow window =
                    windows.computeIfAbsent(each.userId(), user -> BehaviourWindow.empty());
            if (number > 0 && each.eventId().equals(interaction(number - 1).eventId())) {
                continue;
            }
            window.insert(each, WINDOWS.bounds());
            of(each.itemId(), counts).addInteraction(each.timestamp());
            for (CoVisitedPair pair :
                    CoVisitedPair.of(window, window.positionOf(each.eventId()), COUNTING)) {
                of(pair.itemId(), counts)
                        .addPair(pair.neighbour(), pair.weight(), pair.timestamp());
            }
        }
        return counts;
    }

    private static NeighbourCounts of(String itemId, Map<String, NeighbourCounts> counts) {
        return counts.computeIfAbsent(itemId, absent -> new NeighbourCounts(COUNTING));
    }

    private static void check(String itemId, ItemNeighbours expected, CountsTable table) {
        ItemNeighbours found = table.neighboursOf(itemId).orElseThrow();
        assertThat(found.popularity()).as(itemId).isEqualTo(expected.popularity());
        assertThat(weights(found)).as(itemId).isEqualTo(weights(expected));
    }

    /** All of them are multiples of a power of two, so sums are exact. */
    private static Map<String, Double> weights(ItemNeighbours found) {
        Map<String, Double> weights = new TreeMap<>();
        for (int i = 0; i < found.size(); i++) {
            weights.put(found.neighbours()[i], found.weights()[i]);
        }
        return weights;
    }
}
