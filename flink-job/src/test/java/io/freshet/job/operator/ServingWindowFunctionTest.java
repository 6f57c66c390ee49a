package io.freshet.job.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.behaviour.WindowBounds;
import io.freshet.core.domain.Assignment;
import io.freshet.core.domain.Interaction;
import io.freshet.core.experiment.Assigned;
import io.freshet.job.config.WindowSettings;
import io.freshet.job.state.Announcement;
import io.freshet.job.state.Enrolment;
import io.freshet.job.state.ExperimentSet;
import io.freshet.job.state.FollowedExperiments;
import io.freshet.job.state.StoredExperiment;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes to those who score: requests as experiments want them, and releases in line. */
class ServingWindowFunctionTest {

    private static final long START = 1_767_225_600_000L;
    private static final String ALL_IN_B =
            """
            {"experimentId": "one", "surfaces": ["%s"], "end": %d,
             "variants": [{"name": "a", "share": 0}, {"name": "b", "share": 1,
                           "changes": {"modelSlot": "challenger", "k": 3}}]}
            """;

    private static final String THEIRS =
            """
            {"experimentId": "%s", "assignment": "external",
             "variants": [{"name": "a", "share": 0.5},
                          {"name": "b", "share": 0.5, "changes": {"k": 3}}]}
            """;

    private KeyedTwoInputStreamOperatorTestHarness<
                    String, WindowInput, ControlMessage, ScoringInput>
            harness;
    private long records;

    @BeforeEach
    void open() throws Exception {
        harness = newHarness();
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    private static KeyedTwoInputStreamOperatorTestHarness<
                    String, WindowInput, ControlMessage, ScoringInput>
            newHarness() throws Exception {
        return new KeyedTwoInputStreamOperatorTestHarness<>(
                new CoBroadcastWithKeyedOperator<>(
                        new ServingWindowFunction(
                                new WindowSettings(
                                        new WindowBounds(3, 100_000), Duration.ofHours(5)),
                                TestingCounts.PAIRS,
                                "home"),
                        List.of(FollowedExperiments.DESCRIPTOR)),
                WindowInput::userId,
                null,
                Types.STRING);
    }

    private void click(String event, long second) throws Exception {
        long timestamp = START + second * 1_000;
        harness.processElement1(
                new StreamRecord<>(
                        WindowInput.of(
                                new ArrivedInteraction(
                                        Interaction.of(event, "ann", "item", "click", timestamp),
                                        timestamp))));
    }

    /** Says what somebody else says of a user; no variant: nothing any more. */
    private void assign(String user, String experiment, @Nullable String variant) throws Exception {
        Assignment assignment = variant == null ? null : new Assignment(experiment, variant);
        harness.processElement1(
                new StreamRecord<>(
                        WindowInput.of(new AssignmentChange(user, assignment, ++records))));
    }

    private void followTheirs() throws Exception {
        followJson(THEIRS.formatted("theirs"));
    }

    private void restore() throws Exception {
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();
        harness = newHarness();
        harness.initializeState(snapshot);
        harness.open();
    }

    private void follow(String surface, long endSecond) throws Exception {
        followJson(ALL_IN_B.formatted(surface, START + endSecond * 1_000));
    }

    private void followJson(String json) throws Exception {
        String id = json.replaceFirst("(?s).*?\"experimentId\": \"(\\w+)\".*", "$1");
        StoredExperiment stored = new StoredExperiment(id, json.getBytes(UTF_8), START);
        harness.processElement2(
                new StreamRecord<>(ControlMessage.of(new ExperimentSet(List.of(stored)))));
    }

    private Assigned lastAssigned() {
        List<ScoringInput> all = harness.extractOutputValues();
        return all.get(all.size() - 1).request().assigned();
    }

    @Test
    void withoutExperimentsNothingIsDifferent() throws Exception {
        click("e1", 1);

        assertThat(lastAssigned()).isEqualTo(Assigned.NOWHERE);
    }

    @Test
    void aRequestSaysWhatItsUsersVariantChanges() throws Exception {
        follow("home", 100);
        click("e1", 1);

        assertThat(lastAssigned().assignments()).containsExactly(new Assignment("one", "b"));
        assertThat(lastAssigned().changes().modelSlot()).isEqualTo("challenger");
        assertThat(lastAssigned().changes().k()).isEqualTo(3);
    }

    @Test
    void anExperimentOfAnotherSurfaceIsNone() throws Exception {
        follow("mail", 100);
        click("e1", 1);

        assertThat(lastAssigned()).isEqualTo(Assigned.NOWHERE);
    }

    @Test
    void anExperimentEndsWithTheTimeOfTheEvents() throws Exception {
        follow("home", 5);
        click("e1", 4);
        assertThat(lastAssigned().assignments()).hasSize(1);

        click("e2", 5);

        assertThat(lastAssigned()).isEqualTo(Assigned.NOWHERE);
    }

    @Test
    void whatIsToldLaterTakesThePlaceOfWhatWasTold() throws Exception {
        follow("home", 100);
        click("e1", 1);
        harness.processElement2(
                new StreamRecord<>(ControlMessage.of(new ExperimentSet(List.of()))));
        click("e2", 2);

        assertThat(lastAssigned()).isEqualTo(Assigned.NOWHERE);
    }

    @Test
    void releasesPassInLineWithRequests() throws Exception {
        click("e1", 1);
        harness.processElement2(
                new StreamRecord<>(ControlMessage.of(new Announcement(1, "default", null))));
        click("e2", 2);

        assertThat(harness.extractOutputValues())
                .extracting(each -> each.release() != null)
                .containsExactly(false, true, false);
    }

    @Test
    void acceptedInteractionsLeaveWithTheRevisionThatTheyCaused() throws Exception {
        click("e1", 1);
        click("e1", 1);
        click("e2", 2);

        List<UserAct> acts =
                harness.getSideOutput(ServingWindowFunction.INTERACTIONS).stream()
                        .map(each -> each.getValue().act())
                        .toList();
        List<ScoringInput> requests = harness.extractOutputValues();
        assertThat(acts).hasSize(2);
        assertThat(acts.get(1).revision()).isEqualTo(requests.get(1).request().revision());
    }

    @Test
    void aRestoredOneFollowsTheSameExperiments() throws Exception {
        follow("home", 100);
        restore();

        click("e1", 1);

        assertThat(lastAssigned().assignments()).containsExactly(new Assignment("one", "b"));
    }

    @Test
    void somebodyElseMaySayWhichVariantAUserHas() throws Exception {
        followTheirs();
        assign("ann", "theirs", "b");
        assertThat(harness.extractOutputValues()).as("no slate for it").isEmpty();
        click("e1", 1);

        assertThat(lastAssigned().assignments()).containsExactly(new Assignment("theirs", "b"));
        assertThat(lastAssigned().changes().k()).isEqualTo(3);
    }

    @Test
    void aUserOfWhomNothingIsSaidIsNotIn() throws Exception {
        followTheirs();
        assign("bob", "theirs", "b");
        click("e1", 1);

        assertThat(lastAssigned()).isEqualTo(Assigned.NOWHERE);
    }

    @Test
    void anAssignmentMayComeBeforeItsExperiment() throws Exception {
        assign("ann", "theirs", "b");
        click("e1", 1);
        assertThat(lastAssigned()).isEqualTo(Assigned.NOWHERE);
        followTheirs();
        click("e2", 2);

        assertThat(lastAssigned().assignments()).containsExactly(new Assignment("theirs", "b"));
    }

    @Test
    void theLastRecordHolds() throws Exception {
        followTheirs();
        assign("ann", "theirs", "b");
        assign("ann", "other", "a");
        assign("ann", "theirs", "a");
        click("e1", 1);

        assertThat(lastAssigned().assignments()).containsExactly(new Assignment("theirs", "a"));
    }

    @Test
    void aVariantThatDoesNotExistTakesTheUserOut() throws Exception {
        followTheirs();
        assign("ann", "theirs", "b");
        assign("ann", "theirs", "out");
        click("e1", 1);

        assertThat(lastAssigned()).isEqualTo(Assigned.NOWHERE);
    }

    @Test
    void aTombstoneTakesBackWhatWasSaid() throws Exception {
        followTheirs();
        assign("ann", "theirs", "b");
        assign("ann", "other", "b");
        click("e1", 1);
        int before = harness.numKeyedStateEntries();
        assign("ann", "", null);
        click("e2", 2);

        assertThat(lastAssigned()).isEqualTo(Assigned.NOWHERE);
        assertThat(harness.numKeyedStateEntries()).isLessThan(before);
    }

    @Test
    void whatOthersSayChangesNothingOfAnExperimentThatHashes() throws Exception {
        follow("home", 100);
        assign("ann", "one", "a");
        click("e1", 1);

        assertThat(lastAssigned().assignments()).containsExactly(new Assignment("one", "b"));
    }

    @Test
    void aRestoredOneKnowsWhatOthersSaid() throws Exception {
        followTheirs();
        assign("ann", "theirs", "b");
        assign("bob", "theirs", "a");
        restore();
        click("e1", 1);
        assertThat(lastAssigned().assignments()).containsExactly(new Assignment("theirs", "b"));
        assign("ann", "theirs", "a");
        restore();

        click("e2", 2);

        assertThat(lastAssigned().assignments()).containsExactly(new Assignment("theirs", "a"));
    }

    @Test
    void ofMoreExperimentsThanAreKeptTheOldestGoes() throws Exception {
        followTheirs();
        assign("ann", "theirs", "b");
        for (int other = 0; other < 99; other++) {
            assign("ann", "other-" + other, "a");
        }
        click("e1", 1);
        assertThat(lastAssigned().assignments()).hasSize(1);
        assign("ann", "other-0", "b");
        click("e2", 2);
        assertThat(lastAssigned().assignments()).as("no new experiment").hasSize(1);

        assign("ann", "other-99", "a");
        click("e3", 3);

        assertThat(lastAssigned()).isEqualTo(Assigned.NOWHERE);
    }

    @Test
    void whatNoSlateAsksForIsForgotten() throws Exception {
        harness.setStateTtlProcessingTime(START);
        followTheirs();
        assign("ann", "theirs", "b");
        assign("ann", "over", "b");
        for (int day = 60; day <= 240; day += 60) {
            harness.setStateTtlProcessingTime(START + Duration.ofDays(day).toMillis());
            click("e" + day, 1);
            assertThat(lastAssigned().assignments()).as("day %s", day).hasSize(1);
        }

        followJson(THEIRS.formatted("over"));
        click("e300", 2);

        assertThat(lastAssigned()).isEqualTo(Assigned.NOWHERE);
    }

    @Test
    void whatWasStoredAndIsRefusedByNowIsSkipped() throws Exception {
        StoredExperiment broken = new StoredExperiment("two", "{}".getBytes(UTF_8), START);
        String json = ALL_IN_B.formatted("home", START + 100_000);
        harness.processElement2(
                new StreamRecord<>(
                        ControlMessage.of(
                                new ExperimentSet(
                                        List.of(
                                                new StoredExperiment(
                                                        "one", json.getBytes(UTF_8), START),
                                                broken)))));
        click("e1", 1);

        assertThat(lastAssigned().assignments()).containsExactly(new Assignment("one", "b"));
    }

    @Test
    void anActSaysInWhichLifeOfItsExperimentTheUserIs() throws Exception {
        follow("home", 100);
        click("e1", 1);
        followTheirs();
        assign("ann", "theirs", "b");
        click("e2", 2);

        assertThat(harness.getSideOutput(ServingWindowFunction.INTERACTIONS))
                .extracting(each -> each.getValue().act().experiments())
                .containsExactly(
                        List.of(new Enrolment(new Assignment("one", "b"), START)),
                        List.of(new Enrolment(new Assignment("theirs", "b"), START)));
    }
}
