package io.freshet.lab.bench;

import java.io.IOException;
import java.time.Duration;

/** Waiting that an interrupt ends. */
final class Pause {

    private Pause() {}

    static void of(Duration length) throws IOException {
        try {
            Thread.sleep(length.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while measuring", e);
        }
    }
}
