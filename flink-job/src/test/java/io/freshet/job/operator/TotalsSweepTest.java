package io.freshet.job.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.attribution.AttributionRules;
import io.freshet.core.attribution.SlateFacts;
import io.freshet.core.attribution.SlateFacts.Slot;
import io.freshet.core.domain.Assignment;
import io.freshet.core.domain.Exposure;
import io.freshet.core.domain.Interaction;
import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.Outcome;
import io.freshet.core.domain.Slate;
import io.freshet.job.config.ExperimentSettings;
import io.freshet.job.state.Enrolment;
import io.freshet.job.state.ExperimentSet;
import io.freshet.job.state.StoredExperiment;
import io.freshet.job.state.UserTotalsState;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That nobody's totals stay of an experiment that is over, and all others do. */
class TotalsSweepTest {

    private static final long START = 1_767_225_600_000L;
    private static final AttributionRules RULES = AttributionRules.standard();
    private static final long AFTERLIFE = RULES.afterlifeMillis();
    private static final ExperimentSettings EXPERIMENTS =
            new ExperimentSettings(Set.of("click"), Set.of("purchase"), 1_000, 1_000);

    /** More than two turns. */
    private static final int USERS = 2 * TotalsSweep.USERS_A_TURN + 10;

    private KeyedTwoInputStreamOperatorTestHarness<
                    String, AttributionInput, ControlMessage, Outcome>
            harness;

    static Stream<StateBackend> backends() {
        return Stream.of(new HashMapStateBackend(), new EmbeddedRocksDBStateBackend());
    }

    private void open(StateBackend backend, OperatorSubtaskState restored) throws Exception {
        harness =
                new KeyedTwoInputStreamOperatorTestHarness<>(
                        new AttributionOperator(RULES, EXPERIMENTS),
                        AttributionInput::userId,
                        null,
                        Types.STRING);
        harness.setStateBackend(backend);
        if (restored != null) {
            harness.initializeState(restored);
        }
        harness.open();
    }

    private void open(StateBackend backend) throws Exception {
        open(backend, null);
        harness.setProcessingTime(START);
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    private static StoredExperiment experiment(String id, long since) {
        return new StoredExperiment(id, "{}".getBytes(UTF_8), since);
    }

    private static StoredExperiment ending(String id, long since, long end) {
        String json =
                """
                {"experimentId": "%s", "start": %d, "end": %d,
                 "variants": [{"name": "a", "share": 0.5}, {"name": "b", "share": 0.5}]}
                """
                        .formatted(id, since, end);
        return new StoredExperiment(id, json.getBytes(UTF_8), since);
    }

    private void follow(StoredExperiment... experiments) throws Exception {
        harness.processElement2(
                new StreamRecord<>(ControlMessage.of(new ExperimentSet(List.of(experiments)))));
    }

    private void click(String user, String event, Enrolment... experiments) throws Exception {
        Interaction click = Interaction.of(event, user, "x", "click", now());
        take(AttributionInput.of(UserAct.of(click, 1, Arrays.asList(experiments), 0)));
    }

    private void take(AttributionInput input) throws Exception {
        harness.processElement1(new StreamRecord<>(input));
    }

    private long now() {
        return harness.getProcessingTime();
    }

    private static Enrolment in(String experiment, long since) {
        return new Enrolment(new Assignment(experiment, "b"), since);
    }

    private void everybodyClicks(Enrolment... experiments) throws Exception {
        for (int user = 0; user < USERS; user++) {
            click("user-" + user, "c" + user, experiments);
        }
    }

    private long usersWithTotals() {
        AbstractStreamOperator<?> operator = (AbstractStreamOperator<?>) harness.getOperator();
        try (Stream<?> users =
                operator.getKeyedStateBackend()
                        .getKeys(UserTotalsState.NAME, VoidNamespace.INSTANCE)) {
            return users.distinct().count();
        }
    }

    /** Time passes in steps, as timers set timers. */
    private void pass(long millis) throws Exception {
        long until = now() + millis;
        harness.setProcessingTime(until);
        for (int turn = 0; turn < 10; turn++) {
            harness.setProcessingTime(until + turn * 50L);
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void ofARemovedExperimentNothingStaysOnceItsLastSlateIsOver(StateBackend backend)
            throws Exception {
        open(backend);
        follow(experiment("one", START));
        everybodyClicks(in("one", START));
        assertThat(usersWithTotals()).isEqualTo(USERS);

        follow();
        pass(AFTERLIFE - 1_000);
        assertThat(usersWithTotals()).as("a slate may still earn something").isEqualTo(USERS);
        pass(1_000);

        assertThat(usersWithTotals()).isZero();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void usersTakeTurns(StateBackend backend) throws Exception {
        open(backend);
        follow(experiment("one", START));
        everybodyClicks(in("one", START));

        follow();
        harness.setProcessingTime(START + AFTERLIFE);
        assertThat(usersWithTotals()).isEqualTo(USERS - TotalsSweep.USERS_A_TURN);
        harness.setProcessingTime(START + AFTERLIFE + 50);
        assertThat(usersWithTotals()).isEqualTo(10);
        harness.setProcessingTime(START + AFTERLIFE + 100);

        assertThat(usersWithTotals()).isZero();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void oneThatIsOverSinceLongGoesSoon(StateBackend backend) throws Exception {
        open(backend);
        long end = START + 1_000;
        follow(ending("one", START, end));
        everybodyClicks(in("one", START));

        harness.setProcessingTime(end + AFTERLIFE);
        follow();
        pass(RULES.patienceMillis());

        assertThat(usersWithTotals()).isZero();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void otherExperimentsAndANewOneOfTheSameNameAreNotTouched(StateBackend backend)
            throws Exception {
        open(backend);
        follow(experiment("one", START), experiment("two", START));
        click("ann", "c1", in("one", START), in("two", START));
        click("bob", "c2", in("one", START));
        follow(experiment("one", START + 5_000), experiment("two", START));
        click("bob", "c3", in("one", START + 5_000));
        click("cid", "c4", in("one", START));

        pass(AFTERLIFE);
        int before = changes();
        click("ann", "c5", in("two", START));
        click("bob", "c6", in("one", START + 5_000));
        assertThat(changes()).as("both are enrolled").isEqualTo(before);
        click("cid", "c7", in("one", START + 5_000));

        assertThat(changes()).as("one more is enrolled").isEqualTo(before + 1);
        assertThat(usersWithTotals()).isEqualTo(3);
    }

    private int changes() {
        return harness.getSideOutput(AttributionOperator.TOTALS).size();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void whatAUserSawBeforeTheEnrolmentGoesToo(StateBackend backend) throws Exception {
        open(backend);
        follow(experiment("one", START));
        take(
                AttributionInput.of(
                        new SlateFacts(
                                "ann",
                                "home",
                                1,
                                START,
                                0,
                                new ModelId("films", "2"),
                                List.of(new Assignment("one", "b")),
                                List.of(new Slot("x", "catalogue")))));
        take(AttributionInput.of(Exposure.ofAll("s1", "ann", Slate.idOf("home", "ann", 1), START)));
        assertThat(usersWithTotals()).isEqualTo(1);

        follow();
        pass(AFTERLIFE);

        assertThat(usersWithTotals()).isZero();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void aRestoredOneForgetsTheRest(StateBackend backend) throws Exception {
        open(backend);
        follow(experiment("one", START));
        everybodyClicks(in("one", START));
        follow();
        harness.setProcessingTime(START + AFTERLIFE);
        assertThat(usersWithTotals()).isBetween(1L, (long) USERS - 1);
        OperatorSubtaskState snapshot = harness.snapshot(1, now());
        harness.close();

        open(backend, snapshot);
        harness.setProcessingTime(START + AFTERLIFE + 1_000);
        pass(1_000);

        assertThat(usersWithTotals()).isZero();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void aRestoredOneKnowsWhatItFollowed(StateBackend backend) throws Exception {
        open(backend);
        follow(experiment("one", START));
        everybodyClicks(in("one", START));
        OperatorSubtaskState snapshot = harness.snapshot(1, now());
        harness.close();

        open(backend, snapshot);
        harness.setProcessingTime(START + 1_000);
        follow();
        pass(AFTERLIFE);

        assertThat(usersWithTotals()).isZero();
    }
}
