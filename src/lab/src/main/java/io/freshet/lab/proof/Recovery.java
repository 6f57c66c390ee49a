package io.freshet.lab.proof;

import java.time.Duration;

/**
 * What a fault cost.
 *
 * @param firstFresh from the fault to the first slate of an event that was sent after it
 * @param silence longest time without any slate, from the fault to the next one
 */
public record Recovery(Duration firstFresh, Duration silence) {

    @Override
    public String toString() {
        return String.format(
                "%.1f s (silent %.1f s)", firstFresh.toMillis() / 1e3, silence.toMillis() / 1e3);
    }
}
