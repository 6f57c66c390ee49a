package io.freshet.job.operator;

import static io.freshet.job.operator.TestingCounts.fresh;
import static io.freshet.job.operator.TestingCounts.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.core.retrieval.DecayedCount;
import io.freshet.core.retrieval.ItemLists;
import io.freshet.core.retrieval.ItemShare;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.TimerHeapInternalTimer;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From the counts of items to the lists of what is popular and what is fresh. */
class ItemListsFunctionTest {

    private static final long START = TestingCounts.START;
    private static final long INTERVAL = TestingCounts.INTERVAL;

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
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
    void aClockThatWasSetBackMakesNoListsAgainAndAgain() throws Exception {
        var harness = lists();
        harness.open();
        harness.setProcessingTime(START);
        harness.processElement(report("a", 1), 0);
        KeyedProcessOperator<Byte, ItemCount, ItemLists> operator =
                (KeyedProcessOperator<Byte, ItemCount, ItemLists>) harness.getOperator();

        operator.setCurrentKey((byte) 0);
        operator.onProcessingTime(
                new TimerHeapInternalTimer<>(
                        START + 10 * INTERVAL, (byte) 0, VoidNamespace.INSTANCE));

        assertThat(harness.numProcessingTimeTimers()).as("the next is a later one").isEqualTo(2);
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
