package io.freshet.lab.traffic;

import static java.util.Objects.requireNonNull;

import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Holds back so that a turn comes no earlier than its time, counted from the first. A turn that
 * comes late does not move the later ones: the rate is kept on average.
 */
final class Pacer {

    private final LongSupplier nanos;
    private final LongConsumer sleep;
    private final BooleanSupplier stopped;
    private boolean started;
    private long start;

    /**
     * @param sleep waits for so many nanoseconds, or less
     * @param stopped ends all waiting
     */
    Pacer(LongSupplier nanos, LongConsumer sleep, BooleanSupplier stopped) {
        this.nanos = requireNonNull(nanos, "nanos");
        this.sleep = requireNonNull(sleep, "sleep");
        this.stopped = requireNonNull(stopped, "stopped");
    }

    /** When a turn was to come, by the pacer's clock; once the first has come. */
    long dueAt(long dueNanos) {
        return start + dueNanos;
    }

    /**
     * Waits for a turn.
     *
     * @return by how many nanoseconds it is late, 0 or more
     */
    long await(long dueNanos) {
        if (!started) {
            started = true;
            start = nanos.getAsLong();
        }
        long left = dueNanos - (nanos.getAsLong() - start);
        long late = Math.max(0, -left);
        while (left > 0 && !stopped.getAsBoolean()) {
            sleep.accept(left);
            left = dueNanos - (nanos.getAsLong() - start);
            late = Math.max(0, -left);
        }
        return late;
    }
}
