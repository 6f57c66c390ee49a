package io.freshet.lab.job;

import io.freshet.job.RecommenderJob;
import io.freshet.lab.time.Pause;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongConsumer;

/** The recommender as it runs on a cluster, in a Flink cluster inside this JVM. */
public final class EmbeddedRecommender implements AutoCloseable {

    /** Shorter than a slate takes, for those who wait for each. */
    private static final Duration POLL = Duration.ofMillis(1);

    private final EmbeddedJob job;

    private EmbeddedRecommender(EmbeddedJob job) {
        this.job = job;
    }

    /**
     * Starts the job and returns when all of its tasks run.
     *
     * @param directory for state, checkpoints and temporary files
     * @param options of the recommender and of Flink
     * @throws IOException if the job does not come up
     * @throws IllegalArgumentException if an option is missing, unknown or not permitted
     */
    public static EmbeddedRecommender start(
            Path directory, int parallelism, Map<String, String> options) throws IOException {
        return new EmbeddedRecommender(
                EmbeddedJob.start(
                        directory,
                        parallelism,
                        options,
                        RecommenderJob::define,
                        metrics -> metrics.tasksRun(parallelism)));
    }

    /** What the job says of itself. */
    public JobMetrics metrics() {
        return job.metrics();
    }

    /**
     * Whether the job still runs.
     *
     * @throws IOException if it has failed, with its reason
     */
    public void check() throws IOException {
        job.check();
    }

    /**
     * Returns when the job has done with so many records since it started: each has its slate, has
     * given way to a newer one of its user, or was a duplicate, too old or no event.
     *
     * @param patience without any progress
     * @param progress is told how many more are done
     * @throws IOException if the job fails, or makes no progress
     */
    public void awaitProcessed(long records, Duration patience, LongConsumer progress)
            throws IOException {
        long done = 0;
        long deadline = System.nanoTime() + patience.toNanos();
        while (done < records) {
            check();
            long now = processed();
            if (now > done) {
                progress.accept(now - done);
                done = now;
                deadline = System.nanoTime() + patience.toNanos();
            }
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        "the job has done with "
                                + done
                                + " of "
                                + records
                                + " records and makes no progress");
            }
            Pause.of(POLL);
        }
    }

    private long processed() {
        return metrics().sum("slates")
                + metrics().sum("requestsCoalesced")
                + metrics().sum("interactions.duplicate")
                + metrics().sum("interactions.too_old")
                + metrics().sum("deadLetters");
    }

    /**
     * Stops the job and takes the cluster down.
     *
     * @param directory for the savepoint
     * @return the savepoint, from which the job may go on
     */
    String stopWithSavepoint(Path directory) throws IOException {
        return job.stopWithSavepoint(directory);
    }

    /** Cancels the job and takes the cluster down. */
    @Override
    public void close() throws IOException {
        job.close();
    }
}
