package io.freshet.lab.proof;

import io.freshet.core.domain.Slate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How long it takes from a fault to the first slate of an event that was sent after it. */
final class Recoveries {

    private final List<Duration> times = new ArrayList<>();
    private final Set<String> sentSince = new HashSet<>();
    private boolean waiting;
    private long faultNanos;

    /** Something breaks now. */
    synchronized void fault() {
        waiting = true;
        faultNanos = System.nanoTime();
        sentSince.clear();
    }

    /** An event goes out now. */
    synchronized void sent(String eventId) {
        if (waiting) {
            sentSince.add(eventId);
        }
    }

    /** A slate came in now. */
    synchronized void read(Slate slate) {
        if (waiting && sentSince.contains(slate.causeEventId())) {
            times.add(Duration.ofNanos(System.nanoTime() - faultNanos));
            waiting = false;
            sentSince.clear();
        }
    }

    /** Whether slates are fresh again. */
    synchronized boolean isRecovered() {
        return !waiting;
    }

    /** One for each fault that was recovered from. */
    synchronized List<Duration> times() {
        return List.copyOf(times);
    }
}
