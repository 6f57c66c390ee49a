package io.freshet.lab.job;

import io.freshet.job.RecommenderJob;
import io.freshet.job.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The recommender as it runs on a cluster, in a Flink cluster inside this JVM. */
public final class EmbeddedRecommender implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);

    private final StreamExecutionEnvironment environment;
    private final JobClient client;
    private final CompletableFuture<JobExecutionResult> end;
    private final JobMetrics metrics;

    private EmbeddedRecommender(
            StreamExecutionEnvironment environment, JobClient client, JobMetrics metrics) {
        this.environment = environment;
        this.client = client;
        this.end = client.getJobExecutionResult();
        this.metrics = metrics;
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
        JobMetrics metrics = JobMetrics.create();
        Configuration configuration = ClusterConfiguration.of(directory, parallelism, options);
        metrics.reportTo(configuration);
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration);
        JobClient client;
        try {
            RecommenderJob.define(environment, configuration);
            client = environment.executeAsync("Freshet recommender");
        } catch (ConfigurationException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (Exception e) {
            throw new IOException("the job cannot be submitted: " + e.getMessage(), e);
        }
        EmbeddedRecommender started = new EmbeddedRecommender(environment, client, metrics);
        try {
            started.awaitRunning();
            return started;
        } catch (IOException | RuntimeException e) {
            started.close();
            throw e;
        }
    }

    /** What the job says of itself. */
    public JobMetrics metrics() {
        return metrics;
    }

    /**
     * Whether the job still runs.
     *
     * @throws IOException if it has failed, with its reason
     */
    public void check() throws IOException {
        if (!end.isDone()) {
            return;
        }
        try {
            end.get();
        } catch (ExecutionException e) {
            throw new IOException(
                    "the job has failed: " + ExceptionUtils.getRootCauseMessage(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while looking at the job", e);
        }
        throw new IOException("the job has ended by itself");
    }

    /**
     * Returns when the job has done with so many records since it started: each has its slate, or
     * was a duplicate, too old or no event. Only where requests do not coalesce.
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
            pause();
        }
    }

    private long processed() {
        return metrics.sum("slates")
                + metrics.sum("interactions.duplicate")
                + metrics.sum("interactions.too_old")
                + metrics.sum("deadLetters");
    }

    /** Cancels the job and takes the cluster down. */
    @Override
    public void close() throws IOException {
        try {
            if (!end.isDone()) {
                client.cancel().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                end.handle((result, failure) -> null)
                        .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            }
            environment.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the job was stopping", e);
        } catch (TimeoutException e) {
            throw new IOException("the job did not stop within " + PATIENCE, e);
        } catch (Exception e) {
            throw new IOException(
                    "the job did not stop: " + ExceptionUtils.getRootCauseMessage(e), e);
        } finally {
            metrics.forget();
        }
    }

    private void awaitRunning() throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!(status() == JobStatus.RUNNING && metrics.tasksRun(environment.getParallelism()))) {
            check();
            if (System.nanoTime() > deadline) {
                throw new IOException("the job did not run within " + PATIENCE);
            }
            pause();
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the job", e);
        }
    }

    private JobStatus status() throws IOException {
        try {
            return client.getJobStatus().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the job was starting", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(
                    "the cluster does not answer: " + ExceptionUtils.getRootCauseMessage(e), e);
        }
    }
}
