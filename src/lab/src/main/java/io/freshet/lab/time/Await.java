package io.freshet.lab.time;

import java.io.IOException;
import java.time.Duration;

/** Waits for something that nobody announces. */
public final class Await {

    private static final Duration POLL = Duration.ofMillis(50);

    private Await() {}

    /** Whether it has come true. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws IOException;
    }

    /**
     * Returns when the condition holds.
     *
     * @param otherwise what is wrong if it does not, for the message
     * @throws IOException if it does not hold in time, or cannot be asked
     */
    public static void until(Condition condition, Duration patience, String otherwise)
            throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new IOException(otherwise + " within " + patience.toSeconds() + " s");
            }
            pause();
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting", e);
        }
    }
}
