package io.freshet.job.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.freshet.core.attribution.AttributionRules;
import io.freshet.core.attribution.ShownSlate;
import io.freshet.core.attribution.SlateFacts;
import io.freshet.core.attribution.SlateFacts.Slot;
import io.freshet.core.domain.Assignment;
import io.freshet.core.domain.Exposure;
import io.freshet.core.domain.Interaction;
import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.Outcome;
import io.freshet.core.domain.OutcomeKind;
import io.freshet.core.domain.Shown;
import io.freshet.core.domain.Slate;
import io.freshet.core.experiment.statistic.Moments;
import io.freshet.core.experiment.statistic.Total;
import io.freshet.job.config.ExperimentSettings;
import io.freshet.job.state.Enrolment;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.KeyContext;
import org.apache.flink.streaming.api.operators.TimerHeapInternalTimer;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When outcomes leave, and that nothing stays. */
class AttributionOperatorTest {

    private static final long START = 1_767_225_600_000L;
    private static final AttributionRules RULES = AttributionRules.standard();
    private static final ExperimentSettings EXPERIMENTS =
            new ExperimentSettings(Set.of("click"), Set.of("purchase"), 1_000, 1_000);
    private static final Assignment B = new Assignment("one", "b");
    private static final long MEMORY = Duration.ofDays(9).toMillis();

    private KeyedTwoInputStreamOperatorTestHarness<
                    String, AttributionInput, ControlMessage, Outcome>
            harness;

    /** From when on the experiment is followed. */
    private long since = START - 1;

    @BeforeEach
    void open() throws Exception {
        harness = newHarness();
        harness.open();
        harness.setProcessingTime(START);
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    private static KeyedTwoInputStreamOperatorTestHarness<
                    String, AttributionInput, ControlMessage, Outcome>
            newHarness() throws Exception {
        return new KeyedTwoInputStreamOperatorTestHarness<>(
                new AttributionOperator(RULES, EXPERIMENTS),
                AttributionInput::userId,
                null,
                Types.STRING);
    }

    private void slate(long revision, String... items) throws Exception {
        take(slateOf("ann", revision, List.of(B), items));
    }

    private void take(SlateFacts slate) throws Exception {
        harness.processElement1(new StreamRecord<>(AttributionInput.of(slate)));
    }

    private void take(UserAct act) throws Exception {
        harness.processElement1(new StreamRecord<>(AttributionInput.of(act)));
    }

    private static SlateFacts slateOf(
            String user, long revision, List<Assignment> experiments, String... items) {
        return new SlateFacts(
                user,
                "home",
                revision,
                START + 12,
                12,
                new ModelId("films", "2"),
                experiments,
                Arrays.stream(items).map(item -> new Slot(item, "catalogue")).toList());
    }

    private void show(String event, long revision, long second) throws Exception {
        take(
                UserAct.of(
                        Exposure.ofAll(
                                event,
                                "ann",
                                Slate.idOf("home", "ann", revision),
                                START + second * 1_000)));
    }

    private void click(String event, String item, long revision, long second) throws Exception {
        take(
                UserAct.of(
                        Interaction.of(event, "ann", item, "click", START + second * 1_000),
                        revision,
                        List.of(new Enrolment(B, since)),
                        4));
    }

    @Test
    void aClickOnAShownItemEarnsAnOutcomeOnce() throws Exception {
        slate(1, "x", "y");
        show("s1", 1, 1);
        click("c1", "y", 2, 3);
        click("c1", "y", 2, 3);
        slate(2, "z");
        harness.setProcessingTime(START + Duration.ofMinutes(2).toMillis());

        List<Outcome> outcomes = harness.extractOutputValues();
        assertThat(outcomes).hasSize(1);
        Outcome outcome = outcomes.get(0);
        assertThat(outcome.outcomeId()).isEqualTo("home|ann|1|c1");
        assertThat(outcome.kind()).isEqualTo(OutcomeKind.INTERACTION);
        assertThat(outcome.shown()).isEqualTo(Shown.EXPOSURE);
        assertThat(outcome.interaction().slot()).isEqualTo(1);
        assertThat(outcome.model()).hasToString("films 2");
        assertThat(outcome.experiments()).containsExactly(new Assignment("one", "b"));
    }

    @Test
    void aShownSlateThatEarnedNothingSaysSoWhenItsWindowHasPassed() throws Exception {
        slate(1, "x");
        show("s1", 1, 1);
        harness.setProcessingTime(START + Duration.ofMinutes(29).toMillis());
        assertThat(harness.extractOutputValues()).isEmpty();

        harness.setProcessingTime(START + Duration.ofMinutes(33).toMillis());

        assertThat(harness.extractOutputValues())
                .extracting(Outcome::kind)
                .containsExactly(OutcomeKind.UNANSWERED);
    }

    @Test
    void whereNobodySaysWhatWasShownTheStandingSlateCounts() throws Exception {
        slate(1, "x", "y");
        click("c1", "x", 2, 3);
        slate(2, "z");
        harness.setProcessingTime(START + Duration.ofMinutes(2).toMillis());

        assertThat(harness.extractOutputValues())
                .extracting(Outcome::shown)
                .containsExactly(Shown.STANDING_SLATE);
    }

    private Moments sums() {
        Moments all = Moments.ZERO;
        for (StreamRecord<TotalsChange> each : harness.getSideOutput(AttributionOperator.TOTALS)) {
            assertThat(each.getValue().enrolment().assignment()).isEqualTo(B);
            if (each.getValue().enrolment().since() != since) {
                continue;
            }
            all = all.plus(Moments.of(each.getValue().moments()));
        }
        return all;
    }

    @Test
    void aUserIsEnrolledOnceAndEverySlateCountsOnce() throws Exception {
        click("c0", "q", 1, 0);
        slate(1, "x", "y");
        show("s1", 1, 1);
        click("c1", "x", 2, 3);
        slate(2, "z");
        click("c2", "y", 3, 4);
        slate(3, "z");
        show("s3", 3, 5);
        harness.setProcessingTime(START + Duration.ofMinutes(40).toMillis());

        Moments sums = sums();
        assertThat(sums.users()).isEqualTo(1);
        assertThat(sums.sum(Total.EXPOSURES)).as("slates 1 and 3").isEqualTo(2);
        assertThat(sums.sum(Total.CLICKS)).isEqualTo(2);
        assertThat(sums.product(Total.CLICKS, Total.EXPOSURES)).isEqualTo(4);
        assertThat(sums.sum(Total.BEFORE)).isEqualTo(4);
    }

    @Test
    void aShownSlateSaysWhatItShowedAndHowFreshItWas() throws Exception {
        click("c0", "q", 1, 0);
        slate(1, "x", "y");
        slate(2, "z");
        show("s1", 1, 1);
        show("s2", 1, 2);

        assertThat(harness.getSideOutput(AttributionOperator.TOTALS))
                .extracting(StreamRecord::getValue)
                .extracting(TotalsChange::items, TotalsChange::freshnessMillis)
                .containsExactly(
                        tuple(List.of(), ShownSlate.NO_FRESHNESS), tuple(List.of("x", "y"), 12));
    }

    @Test
    void aSlateThatWasShownBeforeTheUserIsEnrolledCountsThen() throws Exception {
        show("s1", 1, 1);
        slate(1, "x", "y");
        assertThat(harness.getSideOutput(AttributionOperator.TOTALS)).isNull();
        click("c1", "x", 2, 3);
        slate(2, "z");
        harness.setProcessingTime(START + Duration.ofMinutes(40).toMillis());

        assertThat(sums().users()).isEqualTo(1);
        assertThat(sums().sum(Total.EXPOSURES)).isEqualTo(1);
        assertThat(sums().sum(Total.CLICKS)).isEqualTo(1);
        assertThat(sums().product(Total.EXPOSURES, Total.EXPOSURES)).isEqualTo(1);
    }

    @Test
    void inAnExperimentWhoseNameIsUsedAgainAUserIsEnrolledAgain() throws Exception {
        click("c0", "q", 1, 0);
        slate(1, "x", "y");
        show("s1", 1, 1);
        assertThat(sums().users()).isEqualTo(1);
        assertThat(sums().sum(Total.EXPOSURES)).isEqualTo(1);

        since = START + 2_000;
        click("c1", "q", 2, 3);
        slate(2, "x", "y");
        show("s2", 2, 4);

        assertThat(sums().users()).isEqualTo(1);
        assertThat(sums().sum(Total.EXPOSURES)).isEqualTo(1);
        assertThat(sums().product(Total.EXPOSURES, Total.EXPOSURES)).isEqualTo(1);
    }

    @Test
    void nothingStaysOfAUserOfWhomNothingIsHeard() throws Exception {
        slate(1, "x", "y");
        show("s1", 1, 1);
        click("c1", "y", 2, 3);
        slate(2, "z");
        assertThat(harness.numKeyedStateEntries()).isPositive();

        harness.setProcessingTime(START + MEMORY);

        assertThat(harness.numKeyedStateEntries()).as("the totals").isEqualTo(1);
        assertThat(harness.numProcessingTimeTimers()).isZero();
    }

    @Test
    void aUserHasOneTimer() throws Exception {
        for (int revision = 1; revision < 20; revision++) {
            slate(revision, "x");
            show("s" + revision, revision, revision);
            harness.setProcessingTime(START + revision * 1_000L);
        }

        assertThat(harness.numProcessingTimeTimers()).isEqualTo(1);
    }

    private void restore() throws Exception {
        restore(START);
    }

    private void restore(long at) throws Exception {
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();
        harness = newHarness();
        harness.initializeState(snapshot);
        harness.open();
        harness.setProcessingTime(at);
    }

    @Test
    void aRestoredOneGoesOnAndRepeatsNothing() throws Exception {
        slate(1, "x", "y");
        show("s1", 1, 1);
        click("c1", "y", 2, 3);
        restore();

        harness.setProcessingTime(START + Duration.ofMinutes(9).toMillis());
        assertThat(harness.extractOutputValues()).as("a backlog may be read").isEmpty();
        slate(2, "z");
        harness.setProcessingTime(START + Duration.ofMinutes(11).toMillis());
        harness.setProcessingTime(START + Duration.ofMinutes(50).toMillis());

        assertThat(harness.extractOutputValues())
                .extracting(Outcome::outcomeId)
                .containsExactly("home|ann|1|c1");
    }

    @Test
    void inARestoredOneAUserIsStillEnrolled() throws Exception {
        click("c0", "q", 1, 0);
        assertThat(sums().users()).isEqualTo(1);
        restore();

        click("c1", "q", 2, 1);
        slate(2, "x", "y");
        show("s2", 2, 2);

        assertThat(sums().users()).as("more than there were").isZero();
        assertThat(sums().sum(Total.EXPOSURES)).isEqualTo(1);
    }

    /** As when the machine's clock was set back since the timer was set. */
    private void fire(long time) throws Exception {
        KeyContext operator = (KeyContext) harness.getOperator();
        operator.setCurrentKey("ann");
        ((AttributionOperator) harness.getOperator())
                .onProcessingTime(
                        new TimerHeapInternalTimer<>(time, "ann", VoidNamespace.INSTANCE));
    }

    @Test
    void aTimerThatFiresAheadOfTheClockIsSetAgainForLater() throws Exception {
        slate(1, "x", "y");
        show("s1", 1, 1);
        click("c1", "y", 2, 3);
        slate(2, "z");
        long decided = START + Duration.ofMinutes(1).toMillis();

        fire(decided);

        harness.setProcessingTime(decided);
        assertThat(harness.extractOutputValues()).as("its time has passed").isEmpty();
        harness.setProcessingTime(decided + 1_000);
        assertThat(harness.extractOutputValues()).hasSize(1);
    }

    @Test
    void whatIsPostponedIsNeverPostponedToTheSameTime() throws Exception {
        slate(1, "x", "y");
        show("s1", 1, 1);
        restore();
        int before = harness.numProcessingTimeTimers();

        for (int i = 0; i < 3; i++) {
            fire(START + Duration.ofHours(2).toMillis() + i * 1_000L);
        }

        assertThat(harness.numProcessingTimeTimers() - before).isEqualTo(3);
    }

    @Test
    void afterARestoreUsersTakeTurns() throws Exception {
        for (int user = 0; user < 100; user++) {
            String name = "user-" + user;
            take(slateOf(name, 1, List.of(), "x"));
            take(UserAct.of(Exposure.ofAll("s" + user, name, Slate.idOf("home", name, 1), START)));
        }
        long restart = START + Duration.ofHours(1).toMillis();
        restore(restart);

        int most = 0;
        for (int second = 0; second <= 11 * 60; second++) {
            int before = harness.extractOutputValues().size();
            harness.setProcessingTime(restart + second * 1_000L);
            most = Math.max(most, harness.extractOutputValues().size() - before);
        }

        assertThat(harness.extractOutputValues()).hasSize(100);
        assertThat(most).as("decided in one second").isLessThan(15);
    }

    @Test
    void ofMoreUsersThanHaveRoomAtHandEveryOneGetsTheSame() throws Exception {
        String[] items =
                IntStream.range(0, 1_000).mapToObj("item-%d"::formatted).toArray(String[]::new);
        int users = 60;
        for (int revision = 1; revision <= 8; revision++) {
            for (int user = 0; user < users; user++) {
                String name = "user-" + user;
                take(slateOf(name, revision, List.of(), items));
            }
        }
        for (int user = 0; user < users; user++) {
            Interaction click =
                    Interaction.of("c" + user, "user-" + user, "item-7", "click", START);
            take(UserAct.of(click, 5, List.of(), 0));
        }
        harness.setProcessingTime(START + Duration.ofMinutes(2).toMillis());

        assertThat(harness.extractOutputValues())
                .extracting(Outcome::outcomeId)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, users)
                                .mapToObj(user -> "home|user-%1$d|4|c%1$d".formatted(user))
                                .toList());
    }
}
