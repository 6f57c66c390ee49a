package io.freshet.lab.job;

import io.freshet.job.config.ConfigurationException;
import io.freshet.lab.time.Pause;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A job without an end, in a Flink cluster of its own inside this JVM. */
public final class EmbeddedJob implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);

    private final StreamExecutionEnvironment environment;
    private final JobClient client;
    private final CompletableFuture<JobExecutionResult> end;
    private final JobMetrics metrics;

    private EmbeddedJob(
            StreamExecutionEnvironment environment, JobClient client, JobMetrics metrics) {
        this.environment = environment;
        this.client = client;
        this.end = client.getJobExecutionResult();
        this.metrics = metrics;
    }

    /** What a job is. */
    @FunctionalInterface
    public interface Definition {

        /**
         * Builds the job in an environment.
         *
         * @param configuration of the job and of Flink
         * @throws ConfigurationException if an option is not permitted
         */
        void define(StreamExecutionEnvironment environment, Configuration configuration);
    }

    /**
     * Starts a job and returns when it runs.
     *
     * @param directory for state, checkpoints and temporary files
     * @param options of the job and of Flink
     * @param ready whether its tasks are open, by its metrics
     * @throws IOException if the job does not come up
     * @throws IllegalArgumentException if an option is missing, unknown or not permitted
     */
    public static EmbeddedJob start(
            Path directory,
            int parallelism,
            Map<String, String> options,
            Definition definition,
            Predicate<JobMetrics> ready)
            throws IOException {
        JobMetrics metrics = JobMetrics.create();
        Configuration configuration = ClusterConfiguration.of(directory, parallelism, options);
        metrics.reportTo(configuration);
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration);
        JobClient client;
        try {
            definition.define(environment, configuration);
            client = environment.executeAsync("Freshet lab");
        } catch (ConfigurationException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (Exception e) {
            throw new IOException("the job cannot be submitted: " + e.getMessage(), e);
        }
        EmbeddedJob started = new EmbeddedJob(environment, client, metrics);
        try {
            started.awaitRunning(ready);
            return started;
        } catch (IOException | RuntimeException e) {
            started.closeAfter(e);
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
     * Stops the job and takes the cluster down.
     *
     * @param directory for the savepoint
     * @return the savepoint, from which the job may go on
     */
    public String stopWithSavepoint(Path directory) throws IOException {
        try {
            String savepoint =
                    client.stopWithSavepoint(
                                    false, directory.toUri().toString(), SavepointFormatType.NATIVE)
                            .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            end.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return savepoint;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the job was stopping", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(
                    "the job did not stop with a savepoint: "
                            + ExceptionUtils.getRootCauseMessage(e),
                    e);
        } finally {
            close();
        }
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

    private void closeAfter(Exception failure) {
        try {
            close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private void awaitRunning(Predicate<JobMetrics> ready) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!(status() == JobStatus.RUNNING && ready.test(metrics))) {
            check();
            if (System.nanoTime() > deadline) {
                throw new IOException("the job did not run within " + PATIENCE);
            }
            Pause.of(POLL);
        }
    }

    private JobStatus status() throws IOException {
        try {
            return client.getJobStatus().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the job was starting", e);
        } catch (IllegalStateException e) {
            throw ended(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(
                    "the cluster does not answer: " + ExceptionUtils.getRootCauseMessage(e), e);
        }
    }

    /** The cluster goes down with its job, whose end says why. */
    private IOException ended(IllegalStateException unanswered) {
        try {
            end.handle((result, failure) -> null).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            check();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new IOException("interrupted while the job was starting", e);
        } catch (ExecutionException | TimeoutException e) {
            unanswered.addSuppressed(e);
        } catch (IOException e) {
            return e;
        }
        return new IOException("the cluster has gone", unanswered);
    }
}
