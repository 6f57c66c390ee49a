package io.freshet.lab.time;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Waits for something that nobody announces. */
public final class Await {

    private static final Duration POLL = Duration.ofMillis(50);

    private Await() {}

    /** Whether it has come true; a question that cannot be asked now is asked again. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws IOException;
    }

    /** It will never come true. */
    public static final class HopelessException extends IOException {

        private static final long serialVersionUID = 1L;

        public HopelessException(String message) {
            super(message);
        }
    }

    /**
     * Returns when the condition holds.
     *
     * @param otherwise what is wrong if it does not, for the message
     * @throws IOException if it does not hold in time, with what it threw last
     * @throws HopelessException if the condition throws it
     */
    public static void until(Condition condition, Duration patience, String otherwise)
            throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        IOException last = null;
        while (true) {
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (HopelessException e) {
                throw e;
            } catch (IOException e) {
                last = e;
            }
            if (System.nanoTime() > deadline) {
                throw tooLate(otherwise, patience, last);
            }
            Pause.of(POLL);
        }
    }

    private static IOException tooLate(
            String otherwise, Duration patience, @Nullable IOException last) {
        String why = last == null ? "" : ": " + last.getMessage();
        return new IOException(otherwise + " within " + patience.toSeconds() + " s" + why, last);
    }
}
