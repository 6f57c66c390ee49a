package io.freshet.lab.traffic;

import static java.util.Objects.requireNonNull;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Holds back so that the n-th turn comes no earlier than n/rate after the first. A turn that comes
 * late does not move the later ones: the rate is kept on average.
 */
final class Pacer {

    private final double eventsPerSecond;
    private final LongSupplier nanos;
    private final LongConsumer sleep;
    private long start;
    private long turns;
    private long maxLateNanos;

    /**
     * @param eventsPerSecond 0 for no holding back
     * @param sleep waits for so many nanoseconds, or less
     */
    Pacer(double eventsPerSecond, LongSupplier nanos, LongConsumer sleep) {
        if (!(eventsPerSecond >= 0) || Double.isInfinite(eventsPerSecond)) {
            throw new IllegalArgumentException(
                    "rate is " + eventsPerSecond + " events per second, expected 0 or more");
        }
        this.eventsPerSecond = eventsPerSecond;
        this.nanos = requireNonNull(nanos, "nanos");
        this.sleep = requireNonNull(sleep, "sleep");
    }

    void await() {
        if (eventsPerSecond == 0) {
            return;
        }
        if (turns == 0) {
            start = nanos.getAsLong();
        }
        long due = (long) (turns * 1e9 / eventsPerSecond);
        turns++;
        long left = due - (nanos.getAsLong() - start);
        maxLateNanos = Math.max(maxLateNanos, -left);
        while (left > 0) {
            sleep.accept(left);
            left = due - (nanos.getAsLong() - start);
        }
    }

    /** By how much the latest turn was late. */
    long maxLateNanos() {
        return maxLateNanos;
    }
}
