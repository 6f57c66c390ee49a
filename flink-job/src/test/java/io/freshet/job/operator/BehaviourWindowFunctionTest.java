package io.freshet.job.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.freshet.core.behaviour.BehaviourEntry;
import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.behaviour.BehaviourWindowFormat;
import io.freshet.core.behaviour.WindowBounds;
import io.freshet.core.domain.Interaction;
import io.freshet.core.retrieval.CoVisitedPair;
import io.freshet.job.config.WindowSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What users' windows hold, and what is asked for because of it. */
class BehaviourWindowFunctionTest {

    private static final long START = 1_767_225_600_000L;
    private static final Duration TTL = Duration.ofHours(5);
    private static final WindowBounds BOUNDS = new WindowBounds(3, 100_000);
    private static final int MAX_PARALLELISM = 8;

    private final List<Harness> open = new ArrayList<>();

    private Harness harness;

    /** A subtask of the operator. */
    private static final class Harness
            extends KeyedOneInputStreamOperatorTestHarness<
                    String, ArrivedInteraction, ScoringRequest> {

        Harness(int parallelism, int subtask) throws Exception {
            super(
                    new KeyedProcessOperator<>(
                            new BehaviourWindowFunction(
                                    new WindowSettings(BOUNDS, TTL), TestingCounts.PAIRS)),
                    ArrivedInteraction::userId,
                    Types.STRING,
                    MAX_PARALLELISM,
                    parallelism,
                    subtask);
        }

        void click(String event, String user, String item, int second) throws Exception {
            long timestamp = START + second * 1_000L;
            Interaction interaction = Interaction.of(event, user, item, "click", timestamp);
            processElement(new ArrivedInteraction(interaction, timestamp + 3), timestamp);
        }

        long users() {
            return getOperator()
                    .getKeyedStateBackend()
                    .getKeys("behaviour-window", VoidNamespace.INSTANCE)
                    .count();
        }

        List<CountedInteraction> counted() {
            return getSideOutput(BehaviourWindowFunction.COUNTED).stream()
                    .map(StreamRecord::getValue)
                    .toList();
        }

        ScoringRequest newest() {
            List<ScoringRequest> requests = extractOutputValues();
            return requests.get(requests.size() - 1);
        }
    }

    @BeforeEach
    void openOne() throws Exception {
        harness = new Harness(1, 0);
        open.add(harness);
        harness.open();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (Harness each : open) {
            each.close();
        }
    }

    private static List<String> items(ScoringRequest request) {
        BehaviourWindow window = BehaviourWindowFormat.unpack(request.window());
        return window.entries().stream().map(BehaviourEntry::itemId).toList();
    }

    @Test
    void keepsEachUsersInteractionsAndAsksForASlateAtEach() throws Exception {
        harness.click("e1", "ann", "a", 1);
        harness.click("e2", "bob", "x", 2);
        harness.click("e3", "ann", "b", 3);

        List<ScoringRequest> requests = harness.extractOutputValues();
        assertThat(requests)
                .extracting(ScoringRequest::userId, BehaviourWindowFunctionTest::items)
                .containsExactly(
                        tuple("ann", List.of("a")),
                        tuple("bob", List.of("x")),
                        tuple("ann", List.of("a", "b")));
        assertThat(harness.users()).isEqualTo(2);
    }

    @Test
    void aRequestSaysWhichEventAskedAndWhen() throws Exception {
        harness.click("e1", "ann", "a", 1);
        harness.click("e2", "ann", "b", 2);

        ScoringRequest request = harness.newest();
        assertThat(request.causeEventId()).isEqualTo("e2");
        assertThat(request.eventTimestamp()).isEqualTo(START + 2_000);
        assertThat(request.ingested()).isEqualTo(START + 2_003);
        assertThat(request.revision())
                .isEqualTo(harness.extractOutputValues().get(0).revision() + 1);
    }

    @Test
    void dropsAnEventThatItHasAlready() throws Exception {
        harness.click("e1", "ann", "a", 1);
        harness.click("e1", "ann", "a", 1);

        assertThat(harness.extractOutputValues()).hasSize(1);
        harness.click("e2", "ann", "b", 2);
        assertThat(items(harness.newest())).containsExactly("a", "b");
        assertThat(harness.newest().revision()).isEqualTo(START + 1_000 + 1);
    }

    @Test
    void dropsInteractionsOlderThanTheWindow() throws Exception {
        harness.click("e1", "ann", "a", 200);
        harness.click("e2", "ann", "old", 100);

        assertThat(harness.extractOutputValues()).hasSize(1);
        harness.click("e3", "ann", "just young enough", 101);
        assertThat(items(harness.newest())).containsExactly("just young enough", "a");
    }

    @Test
    void boundsTheWindowInNumberAndAge() throws Exception {
        for (int second = 1; second <= 4; second++) {
            harness.click("e" + second, "ann", "at-" + second, second);
        }
        assertThat(items(harness.newest())).containsExactly("at-2", "at-3", "at-4");

        harness.click("e5", "ann", "at-103", 103);
        assertThat(items(harness.newest())).containsExactly("at-4", "at-103");
        harness.click("e6", "ann", "at-999", 999);
        assertThat(items(harness.newest())).containsExactly("at-999");
    }

    @Test
    void putsALateInteractionWhereItBelongs() throws Exception {
        harness.click("e1", "ann", "a", 10);
        harness.click("e3", "ann", "c", 30);
        harness.click("e2", "ann", "b", 20);

        assertThat(items(harness.newest())).containsExactly("a", "b", "c");
        assertThat(harness.newest().causeEventId()).isEqualTo("e2");
        harness.click("e0", "ann", "z", 5);
        assertThat(harness.extractOutputValues()).as("a full window forgets").hasSize(3);
    }

    @Test
    void forgetsAUserAfterTheTtlAndNotBefore() throws Exception {
        harness.setStateTtlProcessingTime(0);
        harness.click("e1", "ann", "a", 1);
        harness.setStateTtlProcessingTime(TTL.toMillis() - 1);
        harness.click("e2", "ann", "b", 2);
        harness.setStateTtlProcessingTime(2 * TTL.toMillis() - 2);
        harness.click("e3", "ann", "c", 3);
        assertThat(items(harness.newest())).containsExactly("a", "b", "c");

        harness.setStateTtlProcessingTime(3 * TTL.toMillis() - 2);
        harness.click("e4", "ann", "d", 4);
        assertThat(items(harness.newest())).containsExactly("d");
    }

    @Test
    void aDuplicateDoesNotProlongAUsersLife() throws Exception {
        harness.setStateTtlProcessingTime(0);
        harness.click("e1", "ann", "a", 1);
        harness.setStateTtlProcessingTime(TTL.toMillis() - 1);
        harness.click("e1", "ann", "a", 1);
        harness.setStateTtlProcessingTime(TTL.toMillis());
        harness.click("e2", "ann", "b", 2);

        assertThat(items(harness.newest())).containsExactly("b");
    }

    @Test
    void aUserWhoComesBackHasAHigherRevisionThanBefore() throws Exception {
        harness.setStateTtlProcessingTime(0);
        harness.click("e1", "ann", "a", 1);
        harness.click("e2", "ann", "b", 2);
        long before = harness.newest().revision();
        harness.setStateTtlProcessingTime(TTL.toMillis());
        harness.click("e3", "ann", "c", 18_000);

        assertThat(harness.newest().revision()).isGreaterThan(before);
    }

    @Test
    void everythingAcceptedIsCountedOnceWithItsPairs() throws Exception {
        harness.click("e1", "ann", "a", 1);
        harness.click("e1", "ann", "a", 1);
        harness.click("e2", "ann", "b", 3);
        harness.click("e3", "ann", "late", 2);
        harness.click("e2", "ann", "b", 3);

        assertThat(harness.counted())
                .containsExactly(
                        new CountedInteraction("a", "click", START + 1_000, List.of()),
                        new CountedInteraction(
                                "b",
                                "click",
                                START + 3_000,
                                List.of(
                                        new CoVisitedPair("a", "b", 1, START + 3_000),
                                        new CoVisitedPair("b", "a", 0.5, START + 3_000))),
                        new CountedInteraction(
                                "late",
                                "click",
                                START + 2_000,
                                List.of(
                                        new CoVisitedPair("a", "late", 1, START + 2_000),
                                        new CoVisitedPair("late", "a", 0.5, START + 2_000),
                                        new CoVisitedPair("late", "b", 1, START + 3_000),
                                        new CoVisitedPair("b", "late", 0.5, START + 3_000))));
    }

    @Test
    void goesOnAfterARestoreWithMoreSubtasks() throws Exception {
        for (int user = 0; user < 20; user++) {
            harness.click("e1-" + user, "user-" + user, "a", 1);
            harness.click("e2-" + user, "user-" + user, "b", 2);
        }
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);

        List<Harness> subtasks = List.of(restored(snapshot, 0), restored(snapshot, 1));

        assertThat(subtasks.get(0).users()).isBetween(1L, 19L);
        assertThat(subtasks.get(0).users() + subtasks.get(1).users()).isEqualTo(20);
        for (int user = 0; user < 20; user++) {
            Harness subtask = subtasks.get(subtaskOf("user-" + user));
            subtask.click("e2-" + user, "user-" + user, "b", 2);
            subtask.click("e3-" + user, "user-" + user, "c", 3);
            assertThat(subtask.newest().userId()).isEqualTo("user-" + user);
            assertThat(subtask.newest().revision()).isEqualTo(START + 1_000 + 2);
            assertThat(items(subtask.newest())).containsExactly("a", "b", "c");
        }
        assertThat(
                        subtasks.get(0).extractOutputValues().size()
                                + subtasks.get(1).extractOutputValues().size())
                .isEqualTo(20);
    }

    private Harness restored(OperatorSubtaskState snapshot, int subtask) throws Exception {
        Harness restored = new Harness(2, subtask);
        open.add(restored);
        restored.initializeState(
                AbstractStreamOperatorTestHarness.repartitionOperatorState(
                        snapshot, MAX_PARALLELISM, 1, 2, subtask));
        restored.open();
        return restored;
    }

    private static int subtaskOf(String user) {
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(user, MAX_PARALLELISM, 2);
    }
}
