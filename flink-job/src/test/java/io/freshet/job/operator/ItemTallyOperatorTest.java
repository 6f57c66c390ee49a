package io.freshet.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.retrieval.CoVisitedPair;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From interactions to tallies of items and their neighbours. */
class ItemTallyOperatorTest {

    private static final long START = TestingCounts.START;
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

    private static CountedInteraction click(String item, int second) {
        return new CountedInteraction(item, "click", START + second * 1_000L, List.of());
    }

    /** Item, count of what is popular, and neighbours with their weights. */
    private static String shown(ItemTally tally) {
        return tally.itemId()
                + " "
                + tally.added().count()
                + " "
                + TestingCounts.shown(tally.neighbours());
    }

    private static List<String> tallied(
            OneInputStreamOperatorTestHarness<CountedInteraction, ItemTally> harness) {
        return harness.extractOutputValues().stream().map(ItemTallyOperatorTest::shown).toList();
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
}
