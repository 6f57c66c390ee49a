package io.freshet.lab.traffic;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * How a run of a {@link TrafficSender} went.
 *
 * @param events all of them confirmed by the broker
 * @param elapsed from the first to the last confirmation
 * @param confirmed from sending to the broker's confirmation
 * @param late from the time at which an event was to be sent to its sending; zero without a pace
 */
public record SendReport(long events, Duration elapsed, Delays confirmed, Delays late) {

    public SendReport {
        requireNonNull(elapsed, "elapsed");
        requireNonNull(confirmed, "confirmed");
        requireNonNull(late, "late");
    }

    /** One line for a person. */
    public String summary() {
        double seconds = Math.max(elapsed.toNanos(), 1) / 1e9;
        String confirmations =
                String.format(
                        Locale.ROOT,
                        "%d events in %.1f s (%.0f events/s), confirmed after p50 %.1f ms, p99 %.1f ms",
                        events,
                        seconds,
                        events / seconds,
                        confirmed.p50Micros() / 1e3,
                        confirmed.p99Micros() / 1e3);
        if (late.maxMicros() == 0) {
            return confirmations;
        }
        return confirmations
                + String.format(
                        Locale.ROOT,
                        ", sent late by p50 %.1f ms, p99 %.1f ms, at most %.1f ms",
                        late.p50Micros() / 1e3,
                        late.p99Micros() / 1e3,
                        late.maxMicros() / 1e3);
    }

    /** Half of them are at most p50, and so on. */
    public record Delays(long p50Micros, long p99Micros, long maxMicros) {

        static Delays of(Histogram micros) {
            return new Delays(
                    micros.getValueAtPercentile(50),
                    micros.getValueAtPercentile(99),
                    micros.getMaxValue());
        }
    }
}
