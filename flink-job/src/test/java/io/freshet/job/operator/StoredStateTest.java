package io.freshet.job.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.freshet.core.behaviour.BehaviourEntry;
import io.freshet.core.behaviour.BehaviourWindowFormat;
import io.freshet.core.behaviour.WindowBounds;
import io.freshet.core.domain.Assignment;
import io.freshet.core.domain.Interaction;
import io.freshet.core.retrieval.DecayedCount;
import io.freshet.core.retrieval.ItemLists;
import io.freshet.core.retrieval.ItemNeighbours;
import io.freshet.core.retrieval.ItemShare;
import io.freshet.job.config.WindowSettings;
import io.freshet.job.state.FollowedExperiments;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * State that earlier releases wrote goes on in this one. A release whose state has another shape
 * adds its name to the releases, and its snapshots by
 *
 * <pre>mvn -pl flink-job -am test -Dtest=StoredStateTest -Dstored.state.write=true</pre>
 */
class StoredStateTest {

    private static final String RELEASE = "0.1";
    private static final Path SNAPSHOTS =
            Path.of("src/test/resources/io/freshet/job/operator/state-" + RELEASE);
    private static final long START = 1_767_225_600_000L;

    @Test
    @EnabledIfSystemProperty(named = "stored.state.write", matches = "true")
    void writeSnapshots() throws Exception {
        Files.createDirectories(SNAPSHOTS);
        try (var windows = windows();
                var counts = counts();
                var lists = lists()) {
            windows.open();
            windows.processElement(click("e1", "ann", "a", 1), 0);
            windows.processElement(click("e2", "ann", "b", 2), 0);
            windows.processElement(click("e3", "bob", "c", 3), 0);
            write(windows, "behaviour-windows");
            counts.open();
            counts.processElement(tally("a", 2), 0);
            write(counts, "item-counts");
            lists.open();
            lists.processElement(report("a", 3), 0);
            lists.processElement(report("b", 2), 0);
            write(lists, "popular-items");
        }
    }

    @Test
    void behaviourWindowsGoOn() throws Exception {
        try (var windows = windows()) {
            restore(windows, "behaviour-windows");

            windows.processElement(click("e2", "ann", "b", 2), 0);
            assertThat(windows.extractOutputValues()).as("known already").isEmpty();
            windows.processElement(click("e4", "ann", "d", 4), 0);

            ScoringRequest request = windows.extractOutputValues().get(0);
            assertThat(request.revision()).isEqualTo(START + 1_000 + 2);
            assertThat(BehaviourWindowFormat.unpack(request.window()).entries())
                    .extracting(
                            BehaviourEntry::itemId, BehaviourEntry::type, BehaviourEntry::timestamp)
                    .containsExactly(
                            tuple("a", "click", START + 1_000),
                            tuple("b", "click", START + 2_000),
                            tuple("d", "click", START + 4_000));
        }
    }

    /** Also where slates are made, which by then had no experiments and nobody else's variants. */
    @Test
    void behaviourWindowsGoOnWhereSlatesAreMade() throws Exception {
        try (var windows = servingWindows()) {
            restore(windows, "behaviour-windows");

            windows.processElement1(WindowInput.of(click("e2", "ann", "b", 2)), 0);
            assertThat(windows.extractOutputValues()).as("known already").isEmpty();
            windows.processElement1(
                    WindowInput.of(
                            new AssignmentChange("ann", new Assignment("theirs", "b"), START)),
                    0);
            windows.processElement1(WindowInput.of(click("e4", "ann", "d", 4)), 0);

            ScoringRequest request = windows.extractOutputValues().get(0).request();
            assertThat(request.revision()).isEqualTo(START + 1_000 + 2);
        }
    }

    @Test
    void itemCountsGoOn() throws Exception {
        try (var counts = counts()) {
            restore(counts, "item-counts");

            counts.processElement(tally("a", 1), 0);

            assertThat(counts.extractOutputValues())
                    .containsExactly(
                            new ItemCount(
                                    "a",
                                    new DecayedCount(3, START),
                                    new DecayedCount(1, START),
                                    START));
            ItemNeighbours neighbours =
                    counts.getSideOutput(ItemCountOperatorFactory.NEIGHBOURS).remove().getValue();
            assertThat(neighbours.popularity()).isEqualTo(3);
            assertThat(neighbours.neighbours()).containsExactly("n");
            assertThat(neighbours.weights()).containsExactly(3);
        }
    }

    @Test
    void popularItemsGoOn() throws Exception {
        try (var lists = lists()) {
            restore(lists, "popular-items");

            lists.processElement(report("b", 5), 0);
            lists.setProcessingTime(TestingCounts.INTERVAL);

            assertThat(lists.extractOutputValues().get(0).popular())
                    .extracting(ItemShare::itemId)
                    .containsExactly("b", "a");
        }
    }

    private static KeyedOneInputStreamOperatorTestHarness<
                    String, ArrivedInteraction, ScoringRequest>
            windows() throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(
                        new BehaviourWindowFunction(
                                new WindowSettings(
                                        new WindowBounds(50, 1_000_000), Duration.ofDays(36_500)),
                                TestingCounts.PAIRS)),
                ArrivedInteraction::userId,
                Types.STRING,
                128,
                1,
                0);
    }

    private static KeyedTwoInputStreamOperatorTestHarness<
                    String, WindowInput, ControlMessage, ScoringInput>
            servingWindows() throws Exception {
        return new KeyedTwoInputStreamOperatorTestHarness<>(
                new CoBroadcastWithKeyedOperator<>(
                        new ServingWindowFunction(
                                new WindowSettings(
                                        new WindowBounds(50, 1_000_000), Duration.ofDays(36_500)),
                                TestingCounts.PAIRS,
                                "home"),
                        List.of(FollowedExperiments.DESCRIPTOR)),
                WindowInput::userId,
                null,
                Types.STRING,
                128,
                1,
                0);
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, ItemTally, ItemCount> counts()
            throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new ItemCountOperatorFactory(TestingCounts.SETTINGS),
                ItemTally::itemId,
                Types.STRING);
    }

    private static KeyedOneInputStreamOperatorTestHarness<Byte, ItemCount, ItemLists> lists()
            throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new ItemListsFunction(TestingCounts.SETTINGS)),
                report -> (byte) 0,
                Types.BYTE);
    }

    private static void write(AbstractStreamOperatorTestHarness<?> harness, String name)
            throws Exception {
        OperatorSnapshotUtil.writeStateHandle(
                harness.snapshot(1, 1), SNAPSHOTS.resolve(name + ".snapshot").toString());
    }

    private static void restore(AbstractStreamOperatorTestHarness<?> harness, String name)
            throws Exception {
        harness.initializeState(
                OperatorSnapshotUtil.readStateHandle(
                        SNAPSHOTS.resolve(name + ".snapshot").toString()));
        harness.open();
    }

    private static ArrivedInteraction click(String event, String user, String item, int second) {
        long timestamp = START + second * 1_000L;
        return new ArrivedInteraction(
                Interaction.of(event, user, item, "click", timestamp), timestamp);
    }

    private static ItemTally tally(String item, double added) {
        return new ItemTally(
                item,
                new DecayedCount(added, START),
                START,
                new ItemNeighbours(item, START, added, new String[] {"n"}, new double[] {added}));
    }

    private static ItemCount report(String item, double count) {
        DecayedCount decayed = new DecayedCount(count, START);
        return new ItemCount(item, decayed, decayed, START);
    }
}
