package io.freshet.lab.time;

import java.io.IOException;
import java.time.Duration;

/** Waiting that an interrupt ends. */
public final class Pause {

    private Pause() {}

    /**
     * Returns after so long.
     *
     * @throws IOException if the thread is interrupted, which it stays
     */
    public static void of(Duration length) throws IOException {
        try {
            Thread.sleep(length.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting", e);
        }
    }
}
