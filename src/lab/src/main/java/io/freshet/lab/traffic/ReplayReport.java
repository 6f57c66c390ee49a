package io.freshet.lab.traffic;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Locale;

/**
 * How a replay went.
 *
 * @param events all of them confirmed by the broker
 * @param elapsed from the first to the last confirmation
 * @param confirmP50Micros from sending to the broker's confirmation
 * @param maxLateMillis by how much the latest was sent after its turn; 0 without a rate
 */
public record ReplayReport(
        long events,
        Duration elapsed,
        long confirmP50Micros,
        long confirmP99Micros,
        long maxLateMillis) {

    public ReplayReport {
        requireNonNull(elapsed, "elapsed");
    }

    /** One line for a person. */
    public String summary() {
        double seconds = Math.max(elapsed.toNanos(), 1) / 1e9;
        return String.format(
                Locale.ROOT,
                "%d events in %.1f s (%.0f events/s), confirmed after p50 %.1f ms, p99 %.1f ms,"
                        + " sent at most %d ms late",
                events,
                seconds,
                events / seconds,
                confirmP50Micros / 1e3,
                confirmP99Micros / 1e3,
                maxLateMillis);
    }
}
