package io.freshet.lab.live;

import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateTimestamps;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * The time from when an event was due to the first slate that knows it, and the parts of it that
 * lie before and behind the job. An event whose slate gave way to a newer one of its user is
 * answered by that one. Everything runs on one machine, so that the timestamps of a slate are by
 * one clock.
 */
public final class LatencyMeter {

    private static final long MAX_MILLIS = TimeUnit.MINUTES.toMillis(10);
    private static final long MAX_MICROS = TimeUnit.MINUTES.toMicros(10);

    private final Map<String, Queue<Due>> waitingOfUser = new HashMap<>();
    private final Histogram freshness = new Histogram(MAX_MICROS, 3);
    private final Histogram toBroker = new Histogram(MAX_MILLIS, 3);
    private final Histogram toReader = new Histogram(MAX_MILLIS, 3);
    private long coalesced;
    private long waiting;

    /**
     * Latencies of the events measured.
     *
     * @param freshnessMicros event due to slate read
     * @param toBrokerMillis event sent to event in the broker's log
     * @param toReaderMillis slate emitted by the job to slate read
     * @param coalesced events that were answered by the slate of a later one
     * @param unanswered events that no slate knows yet
     */
    public record Latencies(
            Histogram freshnessMicros,
            Histogram toBrokerMillis,
            Histogram toReaderMillis,
            long coalesced,
            long unanswered) {}

    private record Due(String eventId, long nanos) {}

    /**
     * An event goes out; only such events are measured. Those of a user in the order of sending.
     *
     * @param dueNanos when it was to go out, by {@link System#nanoTime()}
     */
    public synchronized void sent(String userId, String eventId, long dueNanos) {
        waitingOfUser
                .computeIfAbsent(userId, absent -> new ArrayDeque<>())
                .add(new Due(eventId, dueNanos));
        waiting++;
    }

    /**
     * A slate came in.
     *
     * @param nowNanos {@link System#nanoTime()}
     */
    public synchronized void read(Slate slate, long arrivedAtMillis, long nowNanos) {
        Queue<Due> due = waitingOfUser.get(slate.userId());
        if (due == null || !holds(due, slate.causeEventId())) {
            return;
        }
        answer(due, slate.causeEventId(), nowNanos);
        SlateTimestamps timestamps = slate.timestamps();
        record(toBroker, timestamps.ingested() - timestamps.event());
        record(toReader, arrivedAtMillis - timestamps.emitted());
    }

    private static boolean holds(Queue<Due> due, String eventId) {
        return due.stream().anyMatch(each -> each.eventId().equals(eventId));
    }

    /** A slate knows its cause and everything that its user did before. */
    private void answer(Queue<Due> due, String cause, long nowNanos) {
        Iterator<Due> next = due.iterator();
        boolean isCause = false;
        while (!isCause) {
            Due answered = next.next();
            next.remove();
            isCause = answered.eventId().equals(cause);
            coalesced += isCause ? 0 : 1;
            waiting--;
            long micros = (nowNanos - answered.nanos()) / 1_000;
            freshness.recordValue(Math.min(MAX_MICROS, Math.max(0, micros)));
        }
    }

    private static void record(Histogram histogram, long millis) {
        histogram.recordValue(Math.min(MAX_MILLIS, Math.max(0, millis)));
    }

    /** How many events no slate knows yet. */
    public synchronized long unanswered() {
        return waiting;
    }

    /** What was measured so far; when nothing more comes. */
    public synchronized Latencies take() {
        return new Latencies(freshness, toBroker, toReader, coalesced, waiting);
    }
}
