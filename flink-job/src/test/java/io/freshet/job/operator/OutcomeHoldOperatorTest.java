package io.freshet.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.domain.AttributedInteraction;
import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.Outcome;
import io.freshet.core.domain.OutcomeKind;
import io.freshet.core.domain.OutcomeTimestamps;
import io.freshet.core.domain.Shown;
import io.freshet.job.serde.OutcomeRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Outcomes leave when no failure can take their decision back. */
class OutcomeHoldOperatorTest {

    private static final long START = 1_767_225_600_000L;

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private OneInputStreamOperatorTestHarness<Outcome, OutcomeRecord> harness(
            boolean isCheckpointing) throws Exception {
        OneInputStreamOperatorTestHarness<Outcome, OutcomeRecord> harness =
                new OneInputStreamOperatorTestHarness<>(new OutcomeHoldOperatorFactory());
        if (isCheckpointing) {
            harness.getEnvironment()
                    .getJobConfiguration()
                    .set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(10));
        }
        open.add(harness);
        return harness;
    }

    private OneInputStreamOperatorTestHarness<Outcome, OutcomeRecord> opened() throws Exception {
        OneInputStreamOperatorTestHarness<Outcome, OutcomeRecord> harness = harness(true);
        harness.open();
        return harness;
    }

    private static List<Outcome> outcomes(
            OneInputStreamOperatorTestHarness<Outcome, OutcomeRecord> harness) throws IOException {
        List<Outcome> found = new ArrayList<>();
        for (OutcomeRecord each : harness.extractOutputValues()) {
            found.add(each.outcome());
        }
        return found;
    }

    private static Outcome outcome(String event) {
        return new Outcome(
                Outcome.idOf("home|ann|1", event),
                OutcomeKind.INTERACTION,
                "ann",
                "home|ann|1",
                "home",
                1,
                Shown.NAMED,
                null,
                20,
                new AttributedInteraction(event, "rose", 3, "catalogue", "purchase", 9.5, START),
                new ModelId("films", "2"),
                List.of(),
                new OutcomeTimestamps(START, null, START + 60_000));
    }

    @Test
    void anOutcomeLeavesWhenACheckpointThatHoldsItIsComplete() throws Exception {
        var harness = opened();
        harness.processElement(outcome("a"), 0);
        harness.snapshot(1, 0);
        harness.processElement(outcome("b"), 0);
        assertThat(harness.extractOutputValues()).isEmpty();

        harness.notifyOfCompletedCheckpoint(1);
        assertThat(outcomes(harness)).containsExactly(outcome("a"));

        harness.snapshot(2, 1);
        harness.notifyOfCompletedCheckpoint(2);
        assertThat(outcomes(harness)).containsExactly(outcome("a"), outcome("b"));
    }

    @Test
    void aCheckpointSpeaksForThoseBeforeItAndNotForThoseAfterIt() throws Exception {
        var harness = opened();
        harness.processElement(outcome("a"), 0);
        harness.snapshot(1, 0);
        harness.processElement(outcome("b"), 0);
        harness.snapshot(2, 1);
        harness.processElement(outcome("c"), 0);
        harness.snapshot(3, 2);

        harness.notifyOfCompletedCheckpoint(2);
        harness.notifyOfCompletedCheckpoint(1);

        assertThat(outcomes(harness)).containsExactly(outcome("a"), outcome("b"));
    }

    @Test
    void whatARestoreBringsBackLeavesAtOnceAndWhatItDoesNotNever() throws Exception {
        var before = opened();
        before.processElement(outcome("a"), 0);
        OperatorSubtaskState state = before.snapshot(1, 0);
        before.processElement(outcome("taken back"), 0);

        var after = harness(true);
        after.initializeState(state);
        after.open();
        assertThat(after.extractOutputValues()).isEmpty();
        after.setProcessingTime(1);

        assertThat(outcomes(after)).containsExactly(outcome("a"));
    }

    @Test
    void whileNoCheckpointCompletesTheOldestLeave() throws Exception {
        var harness = opened();
        for (int i = 0; i < OutcomeHoldOperator.MOST_HELD + 2; i++) {
            harness.processElement(outcome("e" + i), 0);
        }

        assertThat(outcomes(harness)).containsExactly(outcome("e0"), outcome("e1"));
    }

    @Test
    void theOldestLeaveTooWhereTheyAreLong() throws Exception {
        var harness = opened();
        String longest = "e".repeat(1 << 20);
        for (int i = 0; i < 40; i++) {
            harness.processElement(outcome(i + longest), 0);
        }

        assertThat(outcomes(harness))
                .hasSizeBetween(1, 30)
                .startsWith(outcome(0 + longest))
                .doesNotContain(outcome(39 + longest));
    }

    @Test
    void withoutCheckpointsAndAtTheEndOfTheInputNothingIsHeld() throws Exception {
        var without = harness(false);
        without.open();
        without.processElement(outcome("a"), 0);
        assertThat(outcomes(without)).containsExactly(outcome("a"));

        var ending = opened();
        ending.processElement(outcome("a"), 0);
        ending.endInput();
        assertThat(outcomes(ending)).containsExactly(outcome("a"));
    }
}
