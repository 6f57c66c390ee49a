package io.freshet.lab.live;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * The time from an event sent to its slate read by a consumer, in one process and by one clock.
 * Events whose slate never comes, because a newer one took its place, are forgotten.
 */
public final class FreshnessMeter {

    private static final int MOST_WAITING = 100_000;
    private static final long MAX_MICROS = TimeUnit.MINUTES.toMicros(10);

    private final Map<String, Long> sentAt =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                    return size() > MOST_WAITING;
                }
            };

    private Histogram micros = new Histogram(MAX_MICROS, 3);

    /**
     * An event goes out.
     *
     * @param nowNanos {@link System#nanoTime()}
     */
    public synchronized void sent(String eventId, long nowNanos) {
        sentAt.putIfAbsent(eventId, nowNanos);
    }

    /**
     * A slate came in.
     *
     * @return the microseconds that it took, -1 if nobody waits for it
     */
    public synchronized long read(String causeEventId, long nowNanos) {
        Long sent = sentAt.remove(causeEventId);
        if (sent == null) {
            return -1;
        }
        long took = Math.min(MAX_MICROS, Math.max(0, (nowNanos - sent) / 1_000));
        micros.recordValue(took);
        return took;
    }

    /** What was measured since the last call. */
    public synchronized Histogram take() {
        Histogram taken = micros;
        micros = new Histogram(MAX_MICROS, 3);
        return taken;
    }
}
