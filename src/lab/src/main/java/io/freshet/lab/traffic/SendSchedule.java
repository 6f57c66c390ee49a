package io.freshet.lab.traffic;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * When records are sent. The time of each is fixed before the first goes out; what happens on the
 * way does not move it.
 */
public final class SendSchedule {

    private static final String MAX = "max";

    private final double eventsPerSecond;
    private final double speed;

    private SendSchedule(double eventsPerSecond, double speed) {
        this.eventsPerSecond = eventsPerSecond;
        this.speed = speed;
    }

    /** As fast as the broker takes them. */
    public static SendSchedule asFastAsPossible() {
        return new SendSchedule(0, 0);
    }

    /** Evenly, whatever the times of the records. */
    public static SendSchedule atRate(double eventsPerSecond) {
        if (!(eventsPerSecond > 0) || Double.isInfinite(eventsPerSecond)) {
            throw new IllegalArgumentException(
                    "rate is " + eventsPerSecond + " events per second, expected more than 0");
        }
        return new SendSchedule(eventsPerSecond, 0);
    }

    /**
     * At the distances that the records have in time, so many times as fast. A record that is due
     * before the one that it follows goes together with it.
     */
    public static SendSchedule atSpeed(double factor) {
        if (!(factor > 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("speed is " + factor + ", expected more than 0");
        }
        return new SendSchedule(0, factor);
    }

    /**
     * A speed as people write it.
     *
     * @param text such as {@code 60x}, {@code 0.5x} or {@code max}
     */
    public static SendSchedule parse(String text) {
        String speed = text.strip().toLowerCase(Locale.ROOT);
        if (speed.equals(MAX)) {
            return asFastAsPossible();
        }
        if (speed.matches("\\d+(\\.\\d+)?x")) {
            double factor = Double.parseDouble(speed.substring(0, speed.length() - 1));
            if (factor > 0 && Double.isFinite(factor)) {
                return atSpeed(factor);
            }
        }
        throw new IllegalArgumentException(
                "speed is '" + text + "', expected a factor such as 60x, or " + MAX);
    }

    /** Whether there is a time for each record. */
    boolean isPaced() {
        return eventsPerSecond > 0 || speed > 0;
    }

    /** The times of a run that begins. */
    Turns turns() {
        return new Turns();
    }

    /** The times of one run. */
    final class Turns {

        private long count;
        private @Nullable Instant first;
        private long latestNanos;

        /** When the next record is to be sent, in nanoseconds after the first. */
        long nextNanos(Instant due) {
            long turn = count++;
            if (eventsPerSecond > 0) {
                return (long) (turn * 1e9 / eventsPerSecond);
            }
            if (speed == 0) {
                return 0;
            }
            if (first == null) {
                first = requireNonNull(due, "due");
            }
            double nanos = Duration.between(first, due).toMillis() * 1e6 / speed;
            latestNanos = Math.max(latestNanos, (long) nanos);
            return latestNanos;
        }
    }
}
