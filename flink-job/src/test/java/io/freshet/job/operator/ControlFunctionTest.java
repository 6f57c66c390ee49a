package io.freshet.job.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.freshet.core.domain.DeadLetter;
import io.freshet.core.domain.DeadLetterReason;
import io.freshet.core.experiment.ExperimentState;
import io.freshet.core.experiment.ExperimentStatus;
import io.freshet.job.config.CandidateSettings;
import io.freshet.job.serde.ControlRecord;
import io.freshet.job.state.Announcement;
import io.freshet.job.state.StoredExperiment;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What all subtasks are told, and what the world is told of it. */
class ControlFunctionTest {

    private static final long NOW = 1_767_225_600_000L;
    private static final long HOUR = 3_600_000;
    private static final long AFTERLIFE = 8 * HOUR;
    private static final String RELEASE =
            """
            {"slot": "%s", "uri": "s3://b/2", "sha256": "%s", "name": "films", "version": "2"}
            """;
    private static final String EXPERIMENT =
            """
            {"experimentId": "%s", "layer": {"name": "ranking", "from": %s, "to": %s},
             "variants": [{"name": "a", "share": 0.5},
                          {"name": "b", "share": 0.5, "changes": %s}] %s}
            """;

    private KeyedOneInputStreamOperatorTestHarness<Byte, ControlRecord, ControlMessage> harness;

    @BeforeEach
    void open() throws Exception {
        harness = newHarness();
        harness.open();
        harness.setProcessingTime(NOW);
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    private static KeyedOneInputStreamOperatorTestHarness<Byte, ControlRecord, ControlMessage>
            newHarness() throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(
                        new ControlFunction(
                                "experiments",
                                new CandidateSettings(1_500, 0, 20, 20, 20, Map.of(), true),
                                "home",
                                AFTERLIFE)),
                record -> (byte) 0,
                Types.BYTE);
    }

    private void send(String topic, String key, @Nullable String value) throws Exception {
        send(topic, key, value, NOW);
    }

    private void send(String topic, String key, @Nullable String value, long timestamp)
            throws Exception {
        byte[] bytes = value == null ? null : value.getBytes(UTF_8);
        harness.processElement(
                new ControlRecord(topic, 0, 7, timestamp, key.getBytes(UTF_8), bytes), NOW);
    }

    private StoredExperiment lastFollowed() {
        List<ControlMessage> all = harness.extractOutputValues();
        return all.get(all.size() - 1).experiments().experiments().get(0);
    }

    private String lastReason() {
        return statuses().get(statuses().size() - 1).reason();
    }

    private void restart() throws Exception {
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();
        harness = newHarness();
        harness.initializeState(snapshot);
        harness.open();
    }

    private void release(String slot) throws Exception {
        send("models", slot, RELEASE.formatted(slot, "ab".repeat(32)));
    }

    private void experiment(String id, double from, double to, String changes) throws Exception {
        send("experiments", id, EXPERIMENT.formatted(id, from, to, changes, ""));
    }

    private List<ExperimentStatus> statuses() {
        Queue<StreamRecord<ExperimentStatus>> side =
                harness.getSideOutput(ControlFunction.EXPERIMENT_STATUS);
        return side == null ? List.of() : side.stream().map(StreamRecord::getValue).toList();
    }

    private List<DeadLetter> deadLetters() {
        return Objects.requireNonNullElse(
                        harness.getSideOutput(ControlFunction.DEAD_LETTERS),
                        new ArrayDeque<StreamRecord<DeadLetter>>())
                .stream()
                .map(StreamRecord::getValue)
                .toList();
    }

    private List<String> followed() {
        List<ControlMessage> all = harness.extractOutputValues();
        return all.get(all.size() - 1).experiments().experiments().stream()
                .map(StoredExperiment::experimentId)
                .toList();
    }

    @Test
    void numbersReleasesInTheOrderOfTheirArrival() throws Exception {
        release("default");
        release("challenger");
        send("models", "challenger", null);

        assertThat(harness.extractOutputValues())
                .extracting(ControlMessage::release)
                .extracting(
                        Announcement::number,
                        Announcement::slot,
                        each -> each.release() == null ? "given up" : each.release().version())
                .containsExactly(
                        tuple(1L, "default", "2"),
                        tuple(2L, "challenger", "2"),
                        tuple(3L, "challenger", "given up"));
    }

    @Test
    void whatIsNoReleaseIsADeadLetterThatSaysWhy() throws Exception {
        send("models", "default", "{\"slot\": \"default\"}");
        send("models", "default", "nonsense");
        send("models", "default", RELEASE.formatted("default", "xyz"));
        send("models", "challenger", RELEASE.formatted("default", "ab".repeat(32)));
        send("models", "none", null);

        assertThat(harness.extractOutputValues()).isEmpty();
        assertThat(deadLetters())
                .allSatisfy(
                        letter ->
                                assertThat(letter.reason())
                                        .isEqualTo(DeadLetterReason.NOT_A_RELEASE))
                .extracting(DeadLetter::message)
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo("uri is missing, expected a string"),
                        second -> assertThat(second).startsWith("the value is no release: "),
                        third ->
                                assertThat(third)
                                        .isEqualTo(
                                                "sha256 is 'xyz', expected 64 hexadecimal digits"),
                        fourth ->
                                assertThat(fourth)
                                        .isEqualTo(
                                                "slot is 'default', expected the record's key"
                                                        + " 'challenger'"),
                        fifth ->
                                assertThat(fifth)
                                        .isEqualTo(
                                                "the key is 'none', expected the name of a slot"));
    }

    @Test
    void whatIsToldOfGiantRecordsIsSmall() throws Exception {
        String giant = "x".repeat(900_000);
        send("models", giant, "{}");
        send("models", "default", giant);
        send("models", "default", RELEASE.formatted("default", giant));
        send(
                "models",
                "default",
                RELEASE.formatted("default", "ab".repeat(32)).replace("s3", giant));
        send("experiments", giant, EXPERIMENT.formatted("one", 0, 1, "{}", ""));
        send(
                "experiments",
                "one",
                EXPERIMENT.formatted("one", 0, 1, "{}", ", \"assignment\": \"" + giant + "\""));
        send("experiments", giant, null);

        assertThat(harness.extractOutputValues())
                .allSatisfy(each -> assertThat(each.release()).isNull());
        assertThat(deadLetters())
                .hasSize(4)
                .allSatisfy(
                        letter -> {
                            assertThat(letter.raw().length)
                                    .isLessThanOrEqualTo(DeadLetters.MAX_RAW_BYTES);
                            assertThat(letter.message().length()).isLessThan(3_000);
                        });
        assertThat(statuses())
                .hasSize(3)
                .allSatisfy(
                        status -> {
                            assertThat(status.experimentId().length()).isLessThan(1_000);
                            if (status.reason() != null) {
                                assertThat(status.reason().length()).isLessThan(3_000);
                            }
                        });
    }

    @Test
    void tellsWhichExperimentsToFollow() throws Exception {
        experiment("one", 0, 0.5, "{}");
        experiment("two", 0.5, 1, "{}");
        assertThat(followed()).containsExactly("one", "two");
        send("experiments", "one", null);

        assertThat(followed()).containsExactly("two");
        assertThat(statuses())
                .extracting(ExperimentStatus::experimentId, ExperimentStatus::state)
                .containsExactly(
                        tuple("one", ExperimentState.RUNNING),
                        tuple("two", ExperimentState.RUNNING),
                        tuple("one", ExperimentState.REMOVED));
    }

    @Test
    void aBadExperimentIsRefusedAndTheOthersGoOn() throws Exception {
        experiment("one", 0, 0.5, "{}");
        int told = harness.extractOutputValues().size();
        experiment("overlapping", 0.4, 1, "{}");
        experiment("slotless", 0.5, 1, "{\"modelSlot\": \"challenger\"}");
        send("experiments", "broken", "{");

        assertThat(harness.extractOutputValues()).hasSize(told);
        assertThat(statuses().subList(1, 4))
                .allSatisfy(status -> assertThat(status.state()).isEqualTo(ExperimentState.REFUSED))
                .extracting(ExperimentStatus::reason)
                .satisfiesExactly(
                        first -> assertThat(first).contains("has users of experiment 'one'"),
                        second ->
                                assertThat(second)
                                        .contains(
                                                "changes.modelSlot is 'challenger', expected"
                                                        + " 'none' or one of [default]"),
                        third -> assertThat(third).startsWith("not JSON"));
    }

    @Test
    void anExperimentThatIsLongForWhatNobodyReadsIsRefused() throws Exception {
        String padding = ", \"notes\": \"" + "x".repeat(300_000) + "\"";
        send("experiments", "one", EXPERIMENT.formatted("one", 0, 1, "{}", padding));

        assertThat(harness.extractOutputValues()).isEmpty();
        assertThat(lastReason())
                .startsWith("the value has 300")
                .endsWith(" bytes, expected at most 262144");
    }

    @Test
    void anExperimentMayLeaveItsAssignmentToOthers() throws Exception {
        send(
                "experiments",
                "theirs",
                EXPERIMENT.formatted("theirs", 0, 1, "{}", ", \"assignment\": \"external\""));

        assertThat(followed()).containsExactly("theirs");
        assertThat(statuses())
                .extracting(ExperimentStatus::state)
                .containsExactly(ExperimentState.RUNNING);
    }

    @Test
    void aDeadLetterOfALongReleaseCanStillBeWritten() throws Exception {
        String digest = "\\ud83e" + "x".repeat(60_000);
        send("models", "default", RELEASE.formatted("default", digest));
        send("models", "default", RELEASE.formatted("default", digest.repeat(10)));

        DeadLetter letter = deadLetters().get(0);
        assertThat(letter.message()).startsWith("sha256 is '?xxx").hasSizeLessThan(1_100);
        DeadLetter longer = deadLetters().get(1);
        assertThat(longer.message()).startsWith("the value has 6");
        assertThat(longer.raw()).hasSize(DeadLetters.MAX_RAW_BYTES);
        assertThat(longer.size()).isGreaterThan(600_000);
    }

    @Test
    void aSlotIsKnownFromItsReleaseOn() throws Exception {
        release("challenger");
        experiment("one", 0, 1, "{\"modelSlot\": \"challenger\"}");

        assertThat(followed()).containsExactly("one");
    }

    @Test
    void anExperimentStartsAndEndsByTheClockAndLeavesNothing() throws Exception {
        String times = ", \"start\": %d, \"end\": %d".formatted(NOW + HOUR, NOW + 2 * HOUR);
        send("experiments", "one", EXPERIMENT.formatted("one", 0, 1, "{}", times));
        harness.setProcessingTime(NOW + HOUR);
        harness.setProcessingTime(NOW + 2 * HOUR);
        assertThat(followed()).containsExactly("one");
        harness.setProcessingTime(NOW + 2 * HOUR + AFTERLIFE - 1);
        assertThat(followed()).as("purchases may come").containsExactly("one");
        harness.setProcessingTime(NOW + 2 * HOUR + AFTERLIFE);

        assertThat(followed()).isEmpty();
        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(statuses())
                .extracting(ExperimentStatus::state, ExperimentStatus::at)
                .containsExactly(
                        tuple(ExperimentState.SCHEDULED, NOW),
                        tuple(ExperimentState.RUNNING, NOW + HOUR),
                        tuple(ExperimentState.ENDED, NOW + 2 * HOUR));
    }

    @Test
    void aRestoredOneKnowsWhatItWasTold() throws Exception {
        release("challenger");
        experiment("one", 0, 0.5, "{\"modelSlot\": \"challenger\"}");
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();
        harness = newHarness();
        harness.initializeState(snapshot);
        harness.open();
        harness.setProcessingTime(NOW);

        experiment("two", 0.5, 1, "{\"modelSlot\": \"challenger\"}");
        assertThat(followed()).containsExactly("one", "two");
        release("default");

        List<ControlMessage> all = harness.extractOutputValues();
        assertThat(all.get(all.size() - 1).release().number()).isEqualTo(2);
    }

    @Test
    void anExperimentWaitsForTheSlotThatItNames() throws Exception {
        experiment("early", 0, 0.5, "{\"modelSlot\": \"challenger\"}");
        experiment("revoked", 0.5, 0.6, "{\"modelSlot\": \"challenger\"}");
        experiment("other", 0.6, 1, "{\"modelSlot\": \"third\"}");
        send("experiments", "revoked", null);
        restart();
        harness.setProcessingTime(NOW);
        release("challenger");

        assertThat(followed()).containsExactly("early");
        assertThat(statuses())
                .extracting(ExperimentStatus::experimentId, ExperimentStatus::state)
                .containsExactly(tuple("early", ExperimentState.RUNNING));
        int told = harness.extractOutputValues().size();
        release("challenger");
        assertThat(harness.extractOutputValues()).as("it waits no longer").hasSize(told + 1);
    }

    @Test
    void theNewestRecordWaitsAndNoOlderOne() throws Exception {
        experiment("one", 0, 1, "{\"modelSlot\": \"challenger\"}");
        experiment("one", 0, 1, "{\"k\": 3}");
        release("challenger");

        assertThat(harness.extractOutputValues()).hasSize(2);
        assertThat(statuses()).hasSize(2);
    }

    @Test
    void aVariantCannotTurnOnWhatTheJobDoesNotCount() throws Exception {
        experiment("one", 0, 1, "{\"quotas\": {\"covisitation\": 40}}");
        assertThat(harness.extractOutputValues()).isEmpty();
        assertThat(lastReason())
                .isEqualTo(
                        "variant 'b': changes.quotas.covisitation is 40, expected 0: the job has it"
                                + " off and counts nothing for it");

        experiment("one", 0, 1, "{\"quotas\": {\"covisitation\": 0}}");
        assertThat(followed()).containsExactly("one");
    }

    @Test
    void saysThatNobodyIsInWhereNoSlateIsMade() throws Exception {
        send(
                "experiments",
                "one",
                EXPERIMENT.formatted("one", 0, 1, "{}", ", \"surfaces\": [\"hom\"]"));
        assertThat(lastReason())
                .isEqualTo("nobody is in it: surfaces are [hom], and slates are made for [home]");

        experiment("one", 0, 1, "{}");
        assertThat(lastReason()).isNull();
    }

    @Test
    void saysWhereToSeeWhetherAVariantHasItsOwnModel() throws Exception {
        release("challenger");
        experiment("one", 0, 1, "{\"modelSlot\": \"challenger\"}");

        assertThat(lastReason())
                .isEqualTo(
                        "model-status says whether slot 'challenger' has an active model; only while"
                                + " it has none, variant 'b' has the one of slot 'default'");
    }

    @Test
    void anExperimentIsFollowedSinceItsFirstRecordUntilItIsRemoved() throws Exception {
        String json = EXPERIMENT.formatted("one", 0, 1, "{}", "");
        send("experiments", "one", json, NOW - 50);
        send("experiments", "one", json, NOW - 40);
        assertThat(lastFollowed().since()).isEqualTo(NOW - 50);
        assertThat(lastFollowed().timestamp()).isEqualTo(NOW - 40);

        send("experiments", "one", null, NOW - 30);
        send("experiments", "one", json, NOW - 20);
        assertThat(lastFollowed().since()).isEqualTo(NOW - 20);
    }

    @Test
    void itIsKnownOfARunningOneThatUsersAreSharedOutAnew() throws Exception {
        String json = EXPERIMENT.formatted("one", 0, 0.5, "{}", "");
        send("experiments", "one", json);
        send("experiments", "one", json.replace("\"to\": 0.5", "\"to\": 1").replace("}]", "}]  "));
        assertThat(lastFollowed().isSharedOutAnew()).isFalse();

        send(
                "experiments",
                "one",
                json.replaceFirst("\"share\": 0.5", "\"share\": 0.7")
                        .replaceFirst("\"share\": 0.5", "\"share\": 0.3"));
        assertThat(lastFollowed().isSharedOutAnew()).isTrue();
        send("experiments", "one", json);
        assertThat(lastFollowed().isSharedOutAnew()).as("it stays so").isTrue();
    }

    @Test
    void sharesMayChangeBeforeTheStart() throws Exception {
        String start = ", \"start\": " + (NOW + HOUR);
        send("experiments", "one", EXPERIMENT.formatted("one", 0, 1, "{}", start));
        send(
                "experiments",
                "one",
                EXPERIMENT.formatted("one", 0, 1, "{}", start + ", \"salt\": \"s\""));

        assertThat(lastFollowed().isSharedOutAnew()).isFalse();
    }

    @Test
    void anExperimentThatEndedLongAgoServesTheBacklogOfAnOutage() throws Exception {
        String times = ", \"end\": " + (NOW + HOUR);
        send("experiments", "one", EXPERIMENT.formatted("one", 0, 1, "{}", times));
        restart();
        long later = NOW + 100 * HOUR;
        harness.setProcessingTime(later);
        assertThat(statuses())
                .extracting(ExperimentStatus::state)
                .containsExactly(ExperimentState.ENDED);
        assertThat(harness.extractOutputValues()).as("not given up yet").isEmpty();

        harness.setProcessingTime(later + HOUR);

        assertThat(followed()).isEmpty();
    }

    @Test
    void ofAnExperimentThatWasOverBeforeItCameItIsToldOnceThatItEnded() throws Exception {
        String end = ", \"end\": ";
        send("experiments", "one", EXPERIMENT.formatted("one", 0, 0.5, "{}", end + (NOW - HOUR)));
        send("experiments", "two", EXPERIMENT.formatted("two", 0.5, 1, "{}", end + NOW));
        harness.setProcessingTime(NOW + 1);
        harness.setProcessingTime(NOW + AFTERLIFE);

        assertThat(statuses())
                .extracting(ExperimentStatus::experimentId, ExperimentStatus::state)
                .containsExactly(
                        tuple("one", ExperimentState.ENDED), tuple("two", ExperimentState.ENDED));
        assertThat(followed()).isEmpty();
        assertThat(harness.numKeyedStateEntries()).isZero();
    }

    @Test
    void anEndAtTheEndOfTimeIsRefused() throws Exception {
        send(
                "experiments",
                "one",
                EXPERIMENT.formatted("one", 0, 1, "{}", ", \"end\": " + Long.MAX_VALUE));

        assertThat(statuses().get(0).state()).isEqualTo(ExperimentState.REFUSED);
        assertThat(harness.numProcessingTimeTimers()).isZero();
    }
}
