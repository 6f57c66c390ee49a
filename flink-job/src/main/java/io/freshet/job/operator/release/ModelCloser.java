package io.freshet.job.operator.release;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes models on a thread of its own: giving back what a session holds can take long, and neither
 * slates nor the next release wait for it.
 */
public final class ModelCloser implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ModelCloser.class);
    private static final long PATIENCE_SECONDS = 60;

    private final ExecutorService thread = Executors.newSingleThreadExecutor(ModelCloser::daemon);

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "model-closing");
        thread.setDaemon(true);
        return thread;
    }

    /** Closes a model that nobody uses. For any thread. */
    public void discard(Servable model) {
        try {
            thread.execute(() -> close(model));
        } catch (RejectedExecutionException e) {
            LOG.debug("The task is closing", e);
            close(model);
        }
    }

    private static void close(Servable model) {
        try {
            model.close();
        } catch (RuntimeException e) {
            LOG.error("Model {} is not closed, what it holds is lost", model.modelId(), e);
        }
    }

    /** Waits until all are closed, whoever is impatient: memory of a GPU would stay taken. */
    @Override
    public void close() {
        thread.shutdown();
        boolean interrupted = false;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!thread.isTerminated() && deadline - System.nanoTime() > 0) {
            try {
                thread.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (!thread.isTerminated()) {
            LOG.error("A model is still being closed after {} s", PATIENCE_SECONDS);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
