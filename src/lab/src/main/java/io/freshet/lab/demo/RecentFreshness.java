package io.freshet.lab.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Freshness and counts of the last few refreshes, and freshness of all. */
final class RecentFreshness {

    private static final long MAX_MICROS = TimeUnit.MINUTES.toMicros(10);

    private final int refreshes;
    private final Deque<Histogram> histograms = new ArrayDeque<>();
    private final Deque<Long> nanos = new ArrayDeque<>();
    private final Deque<Long> events = new ArrayDeque<>();
    private final Deque<Long> slates = new ArrayDeque<>();
    private final Histogram all = new Histogram(MAX_MICROS, 3);

    /**
     * @param refreshes that are remembered
     */
    RecentFreshness(int refreshes) {
        this.refreshes = refreshes;
    }

    void add(Histogram micros, long eventsSoFar, long slatesSoFar) {
        all.add(micros);
        histograms.addLast(micros);
        nanos.addLast(System.nanoTime());
        events.addLast(eventsSoFar);
        slates.addLast(slatesSoFar);
        if (histograms.size() > refreshes) {
            histograms.removeFirst();
            nanos.removeFirst();
            events.removeFirst();
            slates.removeFirst();
        }
    }

    Histogram lately() {
        Histogram sum = new Histogram(MAX_MICROS, 3);
        histograms.forEach(sum::add);
        return sum;
    }

    Histogram total() {
        return all;
    }

    double eventsPerSecond() {
        return perSecond(events);
    }

    double slatesPerSecond() {
        return perSecond(slates);
    }

    static Snapshot.Freshness of(Histogram micros) {
        return new Snapshot.Freshness(
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(99) / 1e3,
                micros.getTotalCount());
    }

    private double perSecond(Deque<Long> counts) {
        if (counts.size() < 2) {
            return 0;
        }
        double seconds = (nanos.getLast() - nanos.getFirst()) / 1e9;
        return (counts.getLast() - counts.getFirst()) / seconds;
    }
}
