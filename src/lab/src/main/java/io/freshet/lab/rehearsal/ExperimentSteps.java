package io.freshet.lab.rehearsal;

import static java.util.Objects.requireNonNull;

import io.freshet.core.experiment.ExperimentState;
import io.freshet.core.experiment.ExperimentStatus;
import io.freshet.lab.experiment.ExperimentRecords;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** What a job is told of experiments, and whether it says of them what it must. */
final class ExperimentSteps {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ExperimentRecords records;
    private final Story story;
    private final Clock clock;

    ExperimentSteps(ExperimentRecords records, Story story, Clock clock) {
        this.records = requireNonNull(records, "records");
        this.story = requireNonNull(story, "story");
        this.clock = requireNonNull(clock, "clock");
    }

    /**
     * A sound one is told.
     *
     * @param start when it is to begin, which is to come
     */
    void begin(ExperimentRecord record, long start) throws IOException {
        ExperimentStatus status = records.put(record.experimentId(), record.value(), PATIENCE);
        story.check(
                status.state() == ExperimentState.SCHEDULED,
                record.title() + " is told, to begin at " + Instant.ofEpochMilli(start),
                line(status));
    }

    /** It begins when it is to. */
    void awaitBegin(ExperimentRecord record, long start) throws IOException {
        await(record, ExperimentState.RUNNING, start, " begins at its start");
    }

    /** It ends when it is to. */
    void awaitEnd(ExperimentRecord record, long end) throws IOException {
        await(record, ExperimentState.ENDED, end, " ends at its end");
    }

    private void await(ExperimentRecord record, ExperimentState state, long when, String what)
            throws IOException {
        Duration left = Duration.ofMillis(Math.max(0, when - clock.millis()));
        ExperimentStatus status = records.await(record.experimentId(), state, left.plus(PATIENCE));
        story.check(status.at() == when, record.title() + what, line(status));
    }

    /** A wrong one is told. */
    void refuse(ExperimentRecord record) throws IOException {
        String refusal = requireNonNull(record.refusal(), "refusal");
        ExperimentStatus status = records.put(record.experimentId(), record.value(), PATIENCE);
        story.check(
                status.state() == ExperimentState.REFUSED
                        && String.valueOf(status.reason()).contains(refusal),
                "wrong record (" + record.title() + ')',
                line(status));
    }

    private static String line(ExperimentStatus status) {
        return status.experimentId() + " is " + ExperimentRecords.line(status);
    }
}
