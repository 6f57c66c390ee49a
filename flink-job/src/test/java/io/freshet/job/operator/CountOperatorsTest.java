package io.freshet.job.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.core.retrieval.CoVisitedPair;
import io.freshet.core.retrieval.DecayedCount;
import io.freshet.core.retrieval.ItemLists;
import io.freshet.core.retrieval.ItemNeighbours;
import io.freshet.core.retrieval.ItemShare;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * From interactions to counts of items and their neighbours, and to the list of what is popular.
 */
class CountOperatorsTest {

    private static final long START = 1_767_225_600_000L;
    private static final long INTERVAL = TestingCounts.INTERVAL;

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private OneInputStreamOperatorTestHarness<CountedInteraction, ItemTally> tallies()
            throws Exception {
        OneInputStreamOperatorTestHarness<CountedInteraction, ItemTally> harness =
                new OneInputStreamOperatorTestHarness<>(
                        new ItemTallyOperatorFactory(TestingCounts.SETTINGS));
        open.add(harness);
        harness.open();
        return harness;
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

    private KeyedOneInputStreamOperatorTestHarness<Byte, ItemCount, ItemLists> lists()
            throws Exception {
        KeyedOneInputStreamOperatorTestHarness<Byte, ItemCount, ItemLists> harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(new ItemListsFunction(TestingCounts.SETTINGS)),
                        report -> (byte) 0,
                        Types.BYTE);
        open.add(harness);
        return harness;
    }

    private static CountedInteraction click(String item, int second) {
        return new CountedInteraction(item, "click", START + second * 1_000L, List.of());
    }

    private static ItemTally tally(String item, double added) {
        return tally(item, added, 0);
    }

    private static ItemTally tally(String item, double added, int second, String... neighbours) {
        long timestamp = START + second * 1_000L;
        double[] weights = new double[neighbours.length];
        Arrays.fill(weights, 1);
        return new ItemTally(
                item,
                new DecayedCount(added, timestamp),
                added == 0 ? ItemTally.NEVER : timestamp,
                new ItemNeighbours(item, timestamp, added, neighbours, weights));
    }

    /** Item, count of what is popular, and neighbours with their weights. */
    private static String shown(ItemTally tally) {
        return tally.itemId() + " " + tally.added().count() + " " + shown(tally.neighbours());
    }

    private static String shown(ItemNeighbours found) {
        Map<String, Double> weights = new TreeMap<>();
        for (int i = 0; i < found.size(); i++) {
            weights.put(found.neighbours()[i], found.weights()[i]);
        }
        return found.popularity() + " " + weights;
    }

    private static List<String> tallied(
            OneInputStreamOperatorTestHarness<CountedInteraction, ItemTally> harness) {
        return harness.extractOutputValues().stream().map(CountOperatorsTest::shown).toList();
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

    private static ItemCount report(String item, double count) {
        return report(item, count, count);
    }

    private static ItemCount report(String item, double count, double added) {
        return report(item, count, added, START - TestingCounts.FRESH - 1);
    }

    private static ItemCount fresh(String item, double count) {
        return report(item, count, count, START);
    }

    private static ItemCount report(String item, double count, double added, long firstSeen) {
        return new ItemCount(
                item, new DecayedCount(count, START), new DecayedCount(added, START), firstSeen);
    }

    @Test
    void anItemIsTalliedOnceAnInterval() throws Exception {
        var harness = tallies();
        harness.setProcessingTime(100);
        for (int click = 0; click < 100; click++) {
            harness.processElement(click("a", 0), 0);
        }
        harness.processElement(click("b", 60), 0);
        harness.processElement(click("b", 0), 0);
        harness.setProcessingTime(INTERVAL - 1);
        assertThat(harness.extractOutputValues()).isEmpty();

        harness.setProcessingTime(INTERVAL);
        assertThat(tallied(harness)).containsExactly("a 100.0 100.0 {}", "b 1.5 2.0 {}");
        assertThat(harness.extractOutputValues().get(1).added().timestamp())
                .isEqualTo(START + 60_000);
        harness.setProcessingTime(10 * INTERVAL);
        assertThat(harness.extractOutputValues()).as("nothing new").hasSize(2);

        harness.processElement(click("a", 0), 0);
        harness.setProcessingTime(11 * INTERVAL);
        assertThat(tallied(harness).get(2)).isEqualTo("a 1.0 1.0 {}");
    }

    @Test
    void pairsGoToTheItemWhoseNeighbourTheyName() throws Exception {
        var harness = tallies();
        harness.processElement(
                new CountedInteraction(
                        "b",
                        "purchase",
                        START,
                        List.of(
                                new CoVisitedPair("a", "b", 1, START),
                                new CoVisitedPair("b", "a", 0.5, START))),
                0);
        harness.processElement(
                new CountedInteraction(
                        "b", "click", START, List.of(new CoVisitedPair("a", "b", 0.25, START))),
                0);

        harness.setProcessingTime(INTERVAL);
        assertThat(tallied(harness)).containsExactly("b 6.0 2.0 {a=0.5}", "a 0.0 0.0 {b=1.25}");
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
        harness.processElement(tally("a", 1, 0, "n4", "n5"), 0);
        assertThat(neighbours(harness).get(1)).isEqualTo("a 2.0 {n1=1.0, n2=1.0, n4=2.0}");
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
    void noTallyIsHeldWhenTheBarrierPasses() throws Exception {
        var harness = tallies();
        harness.processElement(click("a", 0), 0);

        harness.prepareSnapshotPreBarrier(1);

        assertThat(tallied(harness)).containsExactly("a 1.0 1.0 {}");
        harness.setProcessingTime(INTERVAL);
        assertThat(harness.extractOutputValues()).as("and it leaves once").hasSize(1);
    }

    @Test
    void noTallyIsHeldAtTheEndOfTheInput() throws Exception {
        var harness = tallies();
        harness.processElement(click("a", 0), 0);

        harness.endInput();

        assertThat(tallied(harness)).containsExactly("a 1.0 1.0 {}");
    }

    @Test
    void talliesOfManyItemsDoNotWait() throws Exception {
        var harness = tallies();
        for (int item = 0; item <= ItemTallyOperator.MOST_ITEMS; item++) {
            harness.processElement(click("item-" + item, 0), 0);
        }

        assertThat(harness.extractOutputValues()).hasSize(ItemTallyOperator.MOST_ITEMS);
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

    @Test
    void listsComeOnceAnInterval() throws Exception {
        var harness = lists();
        harness.open();
        harness.setProcessingTime(START);
        harness.processElement(report("a", 1), 0);
        harness.processElement(report("b", 6), 0);
        harness.processElement(report("c", 1), 0);
        harness.processElement(report("a", 2, 1), 0);
        harness.setProcessingTime(START + INTERVAL - 1);
        assertThat(harness.extractOutputValues()).isEmpty();

        harness.setProcessingTime(START + INTERVAL);
        assertThat(harness.extractOutputValues())
                .containsExactly(
                        new ItemLists(
                                START,
                                List.of(new ItemShare("b", 6 / 9.0), new ItemShare("a", 2 / 9.0)),
                                List.of()));
        harness.setProcessingTime(START + 2 * INTERVAL);
        assertThat(harness.extractOutputValues())
                .as("again for those who have just started")
                .hasSize(2)
                .containsOnly(harness.extractOutputValues().get(0));
    }

    @Test
    void oneClockAheadMakesNoListsOfTheFuture() throws Exception {
        var harness = lists();
        harness.open();
        harness.setProcessingTime(START);
        DecayedCount ahead = new DecayedCount(1, START + 299_000);
        harness.processElement(new ItemCount("ahead", ahead, ahead, START), 0);
        harness.processElement(report("now", 1), 0);
        harness.setProcessingTime(START + INTERVAL);

        ItemLists made = harness.extractOutputValues().get(0);
        assertThat(made.asOf()).isEqualTo(START + INTERVAL);
        assertThat(made.popular()).extracting(ItemShare::itemId).containsExactly("ahead", "now");
    }

    @Test
    void sharesAreOfTheMomentOfTheNewestEventWhoseItemIsForgotten() throws Exception {
        var harness = lists();
        harness.open();
        harness.setProcessingTime(START);
        for (int item = 0; item < 6; item++) {
            harness.processElement(report("item-" + item, 100), 0);
        }
        DecayedCount light = new DecayedCount(0.001, START + TestingCounts.HALF_LIFE);
        harness.processElement(new ItemCount("light", light, light, START), 0);
        harness.setProcessingTime(START + INTERVAL);
        harness.setProcessingTime(START + 2 * INTERVAL);

        assertThat(harness.extractOutputValues())
                .hasSize(2)
                .allSatisfy(
                        made ->
                                assertThat(made.popular().get(0).share())
                                        .isCloseTo(1 / 6.0, within(1e-4)));
    }

    @Test
    void aLateEventTellsThatAnItemIsNotFresh() throws Exception {
        var harness = lists();
        harness.open();
        harness.setProcessingTime(START);
        harness.processElement(fresh("a", 1), 0);
        harness.processElement(report("a", 1.5, 0.5), 0);
        harness.setProcessingTime(START + INTERVAL);

        assertThat(harness.extractOutputValues().get(0).fresh()).isEmpty();
    }

    @Test
    void anItemIsFreshForAWhile() throws Exception {
        var harness = lists();
        harness.open();
        harness.setProcessingTime(START);
        harness.processElement(report("old", 5), 0);
        harness.processElement(fresh("a", 1), 0);
        harness.processElement(fresh("b", 3), 0);
        harness.processElement(fresh("c", 1), 0);
        harness.setProcessingTime(START + INTERVAL);
        assertThat(harness.extractOutputValues().get(0).fresh())
                .as("as many as a list may have")
                .containsExactly(new ItemShare("b", 3 / 10.0), new ItemShare("a", 1 / 10.0));

        long later = START + TestingCounts.FRESH + 1;
        DecayedCount one = new DecayedCount(1, later);
        harness.processElement(new ItemCount("new", one, one, later), 0);
        harness.setProcessingTime(START + 2 * INTERVAL);
        assertThat(harness.extractOutputValues().get(1).fresh())
                .extracting(ItemShare::itemId)
                .containsExactly("new");
    }

    @Test
    void holdsTheHeaviestCountsOnly() throws Exception {
        var harness = lists();
        harness.open();
        harness.setProcessingTime(START);
        for (int item = 0; item < 100; item++) {
            harness.processElement(report("item-" + item, 1 + item), 0);
        }
        harness.setProcessingTime(START + INTERVAL);

        assertThat(harness.extractOutputValues().get(0).popular())
                .extracting(ItemShare::itemId)
                .containsExactly("item-99", "item-98");
        assertThat(harness.extractOutputValues().get(0).popular().get(0).share())
                .as("of all that was counted, not of what is held")
                .isCloseTo(100 / 5_050.0, within(1e-9));
        harness.processElement(report("item-0", 1_000, 999), 0);
        harness.setProcessingTime(START + 2 * INTERVAL);
        assertThat(harness.extractOutputValues().get(1).popular())
                .extracting(ItemShare::itemId)
                .containsExactly("item-0", "item-99");
    }

    @Test
    void countsAndTheListThatIsDueOutliveAFailure() throws Exception {
        var failing = lists();
        failing.open();
        failing.setProcessingTime(START);
        failing.processElement(fresh("a", 3), 0);
        OperatorSubtaskState snapshot = failing.snapshot(1, 1);

        var restored = lists();
        restored.initializeState(snapshot);
        restored.open();
        restored.setProcessingTime(START + INTERVAL);

        assertThat(restored.extractOutputValues())
                .containsExactly(
                        new ItemLists(
                                START,
                                List.of(new ItemShare("a", 1)),
                                List.of(new ItemShare("a", 1))));
        restored.processElement(report("b", 1), 0);
        restored.setProcessingTime(START + 2 * INTERVAL);
        assertThat(restored.extractOutputValues().get(1).popular().get(0).share())
                .isCloseTo(0.75, within(1e-9));
    }

    @Test
    void reportsBeforeAndAfterAFailureGoIntoOneList() throws Exception {
        var failing = lists();
        failing.open();
        failing.setProcessingTime(START + 100);
        failing.processElement(report("a", 3), 0);
        OperatorSubtaskState snapshot = failing.snapshot(1, 1);

        var restored = lists();
        restored.initializeState(snapshot);
        restored.open();
        restored.setProcessingTime(START + 500);
        restored.processElement(report("b", 1), 0);
        restored.setProcessingTime(START + INTERVAL);

        assertThat(restored.extractOutputValues()).hasSize(1);
    }
}
