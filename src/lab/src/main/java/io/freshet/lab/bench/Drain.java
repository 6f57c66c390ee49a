package io.freshet.lab.bench;

import static java.util.Objects.requireNonNull;

import io.freshet.lab.live.CpuShare;
import io.freshet.lab.time.Pause;
import java.io.IOException;
import java.time.Duration;

/**
 * Somebody who reads a backlog as fast as it goes. A measurement begins when the sender is gone,
 * and counts only if something was left to read at its end.
 */
final class Drain {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int MOST_ATTEMPTS = 6;
    private static final int SETTLING_SHARE = 4;
    private static final double RESERVE = 1.25;

    private final Backlog backlog;
    private final Count read;
    private final Count written;
    private double readPerSecond;

    /** Something that is counted elsewhere. */
    @FunctionalInterface
    interface Count {
        long now() throws IOException;
    }

    /**
     * What happened.
     *
     * @param read events read
     * @param writtenPerSecond records that came out
     * @param bytesAllocatedPerRecord on the heap, for each record written, by all but the bench
     * @param cpuShare of the machine's cores, used by whomever; 0 to 1
     */
    record Rates(
            Rate read, double writtenPerSecond, double bytesAllocatedPerRecord, double cpuShare) {

        /** Of the events read, those that no record came out for. */
        double unwrittenShare() {
            return Math.max(0, 1 - writtenPerSecond / read.perSecond());
        }
    }

    private record Sample(long written, long read, long allocated) {}

    /**
     * @param read how many of the backlog's records were read so far
     * @param written how many came out so far
     */
    Drain(Backlog backlog, Count read, Count written) {
        this.backlog = requireNonNull(backlog, "backlog");
        this.read = requireNonNull(read, "read");
        this.written = requireNonNull(written, "written");
    }

    /** Sends so many records and returns when they were read. */
    void pass(long records) throws IOException {
        backlog.add(records);
        awaitDrained();
    }

    /** The same, and takes a first look at the rate. */
    void warmUp(long records) throws IOException {
        long start = System.nanoTime();
        pass(records);
        readPerSecond = records * 1e9 / (System.nanoTime() - start);
    }

    /**
     * The rates over a time, in which something was read and written; after a warm-up. Returns when
     * the backlog is read.
     */
    Rates measure(Duration time) throws IOException {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            fillFor(time);
            Pause.of(settling(time));
            CpuShare cpu = CpuShare.fromNow();
            Sample before = sample();
            Stopwatch watch = new Stopwatch();
            Pause.of(time);
            Sample after = sample();
            Rates rates = rates(before, after, watch, cpu.untilNow());
            boolean wasBusy = after.read < backlog.sent();
            awaitDrained();
            if (wasBusy && after.read > before.read && after.written > before.written) {
                readPerSecond = rates.read().perSecond();
                return rates;
            }
            readPerSecond = Math.max(readPerSecond, rates.read().perSecond());
            if (!wasBusy) {
                readPerSecond *= 2; // it read everything, so it is faster than that
            }
        }
        throw new IOException(
                "in none of "
                        + MOST_ATTEMPTS
                        + " measurements of "
                        + time
                        + " something was read, and written, and left to read");
    }

    private void fillFor(Duration time) throws IOException {
        double seconds = time.plus(settling(time)).toMillis() / 1e3;
        long wanted = (long) (readPerSecond * seconds * RESERVE) + 1;
        long more = wanted;
        for (int attempt = 0; backlog.sent() - read.now() < wanted; attempt++) {
            if (attempt == MOST_ATTEMPTS) {
                throw new IOException(
                        "events are read as fast as they are sent, "
                                + Math.round(readPerSecond)
                                + " a second: expected more --users, so that fewer coalesce");
            }
            backlog.add(more);
            // Much of it may be read before the sender is gone.
            more *= 2;
        }
    }

    /** Until the sender's traces are gone. */
    private static Duration settling(Duration time) {
        return time.dividedBy(SETTLING_SHARE);
    }

    private void awaitDrained() throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (read.now() < backlog.sent()) {
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        read.now() + " of " + backlog.sent() + " events read after " + PATIENCE);
            }
            Pause.of(POLL);
        }
    }

    private Sample sample() throws IOException {
        return new Sample(written.now(), read.now(), JobThreads.allocatedBytes());
    }

    private static Rates rates(Sample before, Sample after, Stopwatch watch, double cpuShare) {
        long written = after.written - before.written;
        return new Rates(
                watch.rateOf(after.read - before.read),
                watch.rateOf(written).perSecond(),
                (double) (after.allocated - before.allocated) / Math.max(1, written),
                cpuShare);
    }
}
