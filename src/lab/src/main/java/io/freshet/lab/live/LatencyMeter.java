package io.freshet.lab.live;

import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateTimestamps;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Freshness, and the parts of it that lie before and behind the job. Everything runs on one
 * machine, so that the timestamps of a slate are by one clock.
 */
public final class LatencyMeter {

    private static final long MAX_MILLIS = TimeUnit.MINUTES.toMillis(10);

    private final FreshnessMeter freshness = new FreshnessMeter();
    private final Histogram toBroker = new Histogram(MAX_MILLIS, 3);
    private final Histogram toReader = new Histogram(MAX_MILLIS, 3);

    /**
     * Latencies of the slates measured.
     *
     * @param freshnessMicros event sent to slate read
     * @param toBrokerMillis event sent to event in the broker's log
     * @param toReaderMillis slate emitted by the job to slate read
     */
    public record Latencies(
            Histogram freshnessMicros, Histogram toBrokerMillis, Histogram toReaderMillis) {}

    /** An event goes out now; only the slates of such events are measured. */
    public void sent(String eventId) {
        freshness.sent(eventId, System.nanoTime());
    }

    /** A slate came in now. */
    public synchronized void read(Slate slate, long arrivedAtMillis) {
        if (freshness.read(slate.causeEventId(), System.nanoTime()) < 0) {
            return;
        }
        SlateTimestamps timestamps = slate.timestamps();
        record(toBroker, timestamps.ingested() - timestamps.event());
        record(toReader, arrivedAtMillis - timestamps.emitted());
    }

    private static void record(Histogram histogram, long millis) {
        histogram.recordValue(Math.min(MAX_MILLIS, Math.max(0, millis)));
    }

    /** What was measured so far; once only. */
    public synchronized Latencies take() {
        return new Latencies(freshness.take(), toBroker, toReader);
    }
}
