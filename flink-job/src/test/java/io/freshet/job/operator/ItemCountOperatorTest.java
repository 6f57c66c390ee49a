package io.freshet.job.operator;

import static io.freshet.job.operator.TestingCounts.fresh;
import static io.freshet.job.operator.TestingCounts.report;
import static io.freshet.job.operator.TestingCounts.shown;
import static io.freshet.job.operator.TestingCounts.tally;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.retrieval.DecayedCount;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From tallies to the counts of items, and to their neighbours. */
class ItemCountOperatorTest {

    private static final long START = TestingCounts.START;

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private KeyedOneInputStreamOperatorTestHarness<String, ItemTally, ItemCount> counts()
            throws Exception {
        KeyedOneInputStreamOperatorTestHarness<String, ItemTally, ItemCount> harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new ItemCountOperatorFactory(TestingCounts.SETTINGS),
                        ItemTally::itemId,
                        Types.STRING);
        open.add(harness);
        return harness;
    }

    private static List<String> neighbours(
            KeyedOneInputStreamOperatorTestHarness<String, ItemTally, ItemCount> harness) {
        var side = harness.getSideOutput(ItemCountOperatorFactory.NEIGHBOURS);
        return side == null
                ? List.of()
                : side.stream()
                        .map(StreamRecord::getValue)
                        .map(found -> found.itemId() + " " + shown(found))
                        .toList();
    }

    @Test
    void neighboursAddUpAndLeaveWheneverTheyChange() throws Exception {
        var harness = counts();
        harness.open();
        harness.processElement(tally("a", 2, 0, "x", "y"), 0);
        harness.processElement(tally("a", 0, 1, "x"), 0);
        assertThat(neighbours(harness))
                .containsExactly("a 2.0 {x=1.0, y=1.0}", "a 2.0 {x=2.0, y=1.0}");
        assertThat(harness.extractOutputValues()).as("of interactions only").hasSize(1);
    }

    @Test
    void neighboursOfAHotItemLeaveWhenEnoughCameToThem() throws Exception {
        var harness = counts();
        harness.open();
        harness.processElement(tally("hot", 100, 0, "x"), 0);
        harness.processElement(tally("hot", 1, 0, "y"), 0);
        assertThat(neighbours(harness)).containsExactly("hot 100.0 {x=1.0}");
        assertThat(harness.extractOutputValues()).as("its count leaves").hasSize(2);

        harness.processElement(tally("hot", 4, 0, "y"), 0);
        assertThat(neighbours(harness)).hasSize(2).contains("hot 105.0 {x=1.0, y=2.0}");
        harness.processElement(tally("hot", 1, 0, "x"), 0);
        assertThat(neighbours(harness)).hasSize(2);
    }

    @Test
    void whatWasNotSentOutlivesAFailure() throws Exception {
        var failing = counts();
        failing.open();
        failing.processElement(tally("hot", 100, 0, "x"), 0);
        failing.processElement(tally("hot", 1, 0, "y"), 0);
        OperatorSubtaskState snapshot = failing.snapshot(1, 1);

        var restored = counts();
        restored.initializeState(snapshot);
        restored.open();
        restored.setProcessingTime(1);

        assertThat(neighbours(restored)).containsExactly("hot 101.0 {x=1.0, y=1.0}");
    }

    @Test
    void whatAnItemHasIsKeptWhilePairsCome() throws Exception {
        long ttl = TestingCounts.PAIRS.ttl().toMillis();
        var harness = counts();
        harness.open();
        at(harness, 0);
        harness.processElement(tally("a", 1e6, 0, "x"), 0);
        for (int piece = 1; piece <= 20; piece++) {
            at(harness, piece * ttl / 5 * 2);
            harness.processElement(tally("a", 1, 0, "y"), 0);
        }

        assertThat(neighbours(harness)).last().asString().startsWith("a 1000020.0 {x=1.0");
    }

    private static void at(
            KeyedOneInputStreamOperatorTestHarness<String, ItemTally, ItemCount> harness,
            long millis)
            throws Exception {
        harness.setProcessingTime(millis);
        harness.setStateTtlProcessingTime(millis);
    }

    @Test
    void noMoreNeighboursLeaveThanAnItemMayHave() throws Exception {
        var harness = counts();
        harness.open();
        harness.processElement(tally("a", 1, 0, "n1", "n2", "n3", "n4"), 0);
        harness.processElement(tally("a", 1, 0, "n1", "n2", "n4", "n5"), 0);
        assertThat(neighbours(harness).get(1)).isEqualTo("a 2.0 {n1=2.0, n2=2.0, n4=2.0}");
    }

    @Test
    void afterARestoreAllNeighboursAreSentAgain() throws Exception {
        var failing = counts();
        failing.open();
        failing.processElement(tally("a", 1, 0, "x"), 0);
        failing.processElement(tally("b", 2, 0, "y"), 0);
        OperatorSubtaskState snapshot = failing.snapshot(1, 1);

        var restored = counts();
        restored.initializeState(snapshot);
        restored.open();
        restored.setProcessingTime(1);

        assertThat(neighbours(restored))
                .containsExactlyInAnyOrder("a 1.0 {x=1.0}", "b 2.0 {y=1.0}");
        assertThat(restored.extractOutputValues()).isEmpty();
    }

    @Test
    void talliesGetATurnWhileNeighboursAreSentAgain() throws Exception {
        int items = 2 * ItemCountOperator.SENT_AT_ONCE + 1;
        var failing = counts();
        failing.open();
        for (int item = 0; item < items; item++) {
            failing.processElement(tally("item-" + item, 1, 0, "x"), 0);
        }
        OperatorSubtaskState snapshot = failing.snapshot(1, 1);

        var restored = counts();
        restored.initializeState(snapshot);
        restored.open();
        restored.setProcessingTime(1);
        assertThat(neighbours(restored)).hasSize(ItemCountOperator.SENT_AT_ONCE);
        restored.processElement(tally("item-0", 1, 0, "y"), 0);
        restored.setProcessingTime(2);
        restored.setProcessingTime(3);

        assertThat(neighbours(restored))
                .hasSizeGreaterThanOrEqualTo(items)
                .contains("item-0 2.0 {x=1.0, y=1.0}");
    }

    @Test
    void anItemReportsItsCountAtEachTally() throws Exception {
        var harness = counts();
        harness.open();
        harness.processElement(tally("a", 100), 0);
        harness.processElement(tally("b", 7), 0);
        harness.processElement(tally("a", 1, 60), 0);

        assertThat(harness.extractOutputValues())
                .containsExactly(
                        fresh("a", 100),
                        fresh("b", 7),
                        new ItemCount(
                                "a",
                                new DecayedCount(51, START + 60_000),
                                new DecayedCount(1, START + 60_000),
                                START));
        assertThat(harness.numKeyedStateEntries())
                .as("count, first time and neighbours")
                .isEqualTo(6);
    }

    @Test
    void theFirstInteractionIsTheFirstHoweverLateItComes() throws Exception {
        var harness = counts();
        harness.open();
        harness.processElement(tally("a", 0, 0, "b"), 0);
        harness.processElement(tally("a", 1, 60), 0);
        harness.processElement(tally("a", 1, 30), 0);
        harness.processElement(tally("a", 1, 90), 0);

        assertThat(harness.extractOutputValues())
                .extracting(report -> (report.firstSeen() - START) / 1_000)
                .as("a neighbour was not acted on")
                .containsExactly(60L, 30L, 30L);
    }

    @Test
    void anInteractionThatCountsNothingIsOneAllTheSame() throws Exception {
        var harness = counts();
        harness.open();
        ItemTally looked = tally("a", 0, 0);
        harness.processElement(new ItemTally("a", looked.added(), START, looked.neighbours()), 0);
        harness.processElement(tally("a", 1, 60), 0);

        assertThat(harness.extractOutputValues())
                .extracting(ItemCount::firstSeen)
                .containsExactly(START);
    }

    @Test
    void aCountOutlivesAFailure() throws Exception {
        var failing = counts();
        failing.open();
        failing.processElement(tally("a", 2), 0);
        OperatorSubtaskState snapshot = failing.snapshot(1, 1);

        var restored = counts();
        restored.initializeState(snapshot);
        restored.open();
        restored.processElement(tally("a", 1), 0);

        assertThat(restored.extractOutputValues()).containsExactly(report("a", 3, 1, START));
    }

    @Test
    void aCountIsForgottenWhenItHasDecayedToNothing() throws Exception {
        var harness = counts();
        harness.open();
        harness.setStateTtlProcessingTime(0);
        harness.processElement(tally("a", 1), 0);
        harness.setStateTtlProcessingTime(20 * TestingCounts.HALF_LIFE);
        harness.processElement(tally("a", 1), 0);

        assertThat(harness.extractOutputValues().get(1).count().count()).isEqualTo(1);
    }
}
