package io.freshet.lab.experiment;

import static java.util.Objects.requireNonNull;

import io.freshet.core.experiment.ExperimentState;
import io.freshet.core.experiment.ExperimentStatus;
import io.freshet.lab.feed.StatusFeed;
import io.freshet.lab.kafka.KafkaAccess;
import io.freshet.lab.kafka.KeyedWriter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Tells a job which experiments to follow, and hears what it says of them. For one thread. */
public final class ExperimentRecords implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(50);

    private final KeyedWriter experiments;
    private final StatusFeed<ExperimentStatus> statuses;
    private final List<ExperimentStatus> heard = new ArrayList<>();

    private ExperimentRecords(KeyedWriter experiments, StatusFeed<ExperimentStatus> statuses) {
        this.experiments = requireNonNull(experiments, "experiments");
        this.statuses = requireNonNull(statuses, "statuses");
    }

    /**
     * Of a job with these topics.
     *
     * @throws IOException if no broker answers or there is no such topic
     */
    public static ExperimentRecords open(
            KafkaAccess access, String experiments, String experimentStatus) throws IOException {
        KeyedWriter writer = KeyedWriter.open(access, experiments);
        try {
            return new ExperimentRecords(
                    writer, StatusFeed.openAtEnd(access, experimentStatus, ExperimentStatus.class));
        } catch (IOException | RuntimeException e) {
            writer.close();
            throw e;
        }
    }

    /**
     * Writes a record and returns what the job makes of it.
     *
     * @param value JSON, sound or not
     * @throws IOException if it is not written, or the job says nothing of it in time
     */
    public ExperimentStatus put(String experimentId, byte[] value, Duration patience)
            throws IOException {
        heard.removeIf(each -> each.experimentId().equals(experimentId));
        experiments.write(experimentId, value);
        return await(experimentId, status -> status.state() != ExperimentState.REMOVED, patience);
    }

    /**
     * Takes the record of an experiment back, and returns when the job has heard of that.
     *
     * @throws IOException if it is not written, or the job says nothing of it in time
     */
    public ExperimentStatus remove(String experimentId, Duration patience) throws IOException {
        experiments.write(experimentId, null);
        return await(experimentId, ExperimentState.REMOVED, patience);
    }

    /**
     * Returns when the job has said that an experiment is so, since the last record of it.
     *
     * @throws IOException if it does not in time
     */
    public ExperimentStatus await(String experimentId, ExperimentState state, Duration patience)
            throws IOException {
        return await(experimentId, status -> status.state() == state, patience);
    }

    private ExperimentStatus await(
            String experimentId, Predicate<ExperimentStatus> wanted, Duration patience)
            throws IOException {
        Predicate<ExperimentStatus> ofThis = each -> each.experimentId().equals(experimentId);
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            for (Iterator<ExperimentStatus> each = heard.iterator(); each.hasNext(); ) {
                ExperimentStatus status = each.next();
                if (ofThis.and(wanted).test(status)) {
                    each.remove();
                    return status;
                }
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IOException(
                        "the job says nothing of experiment '"
                                + experimentId
                                + "' within "
                                + patience.toSeconds()
                                + " s; does it run, and read these topics?");
            }
            heard.addAll(statuses.poll(POLL));
        }
    }

    /** For a person. */
    public static String line(ExperimentStatus status) {
        String state = status.state().name().toLowerCase(Locale.ROOT);
        String reason = status.reason() == null ? "" : ": " + status.reason();
        return state + " since " + Instant.ofEpochMilli(status.at()) + reason;
    }

    @Override
    public void close() {
        try (experiments) {
            statuses.close();
        }
    }
}
