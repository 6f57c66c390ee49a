package io.freshet.lab.traffic;

/** Is told each record right before it is sent, on the sending thread. */
@FunctionalInterface
public interface SendObserver {

    /**
     * A record goes out.
     *
     * @param record as it will be sent
     * @param dueNanos when it was to go out, by {@link System#nanoTime()}; the beginning of the run
     *     without a pace
     */
    void sending(TrafficRecord record, long dueNanos);
}
