package io.freshet.lab.proof;

import io.freshet.core.domain.Slate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How fresh slates were around faults. A fault of the JobManager is felt later than it happens, so
 * that both are measured: the time to the first slate of an event that was sent after the fault,
 * and the longest silence until the next fault.
 */
final class Recoveries {

    private final List<Recovery> past = new ArrayList<>();
    private final Set<String> sentSince = new HashSet<>();
    private boolean underFault;
    private boolean waiting;
    private long faultNanos;
    private long lastSlateNanos;
    private long firstFreshNanos;
    private long silenceNanos;

    /** Something breaks now. */
    synchronized void fault() {
        endFault();
        underFault = true;
        waiting = true;
        faultNanos = System.nanoTime();
        lastSlateNanos = faultNanos;
        silenceNanos = 0;
        sentSince.clear();
    }

    /** What came since the fault came from a part that was not hit; all of it is hit now. */
    synchronized void spreads() {
        waiting = true;
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
        long now = System.nanoTime();
        silenceNanos = Math.max(silenceNanos, now - lastSlateNanos);
        lastSlateNanos = now;
        if (waiting && sentSince.contains(slate.causeEventId())) {
            firstFreshNanos = now - faultNanos;
            waiting = false;
            sentSince.clear();
        }
    }

    /** Whether slates are fresh again. */
    synchronized boolean isRecovered() {
        return !waiting;
    }

    /** One for each fault that was recovered from. */
    synchronized List<Recovery> all() {
        endFault();
        return List.copyOf(past);
    }

    private void endFault() {
        if (underFault && !waiting) {
            past.add(
                    new Recovery(
                            Duration.ofNanos(firstFreshNanos), Duration.ofNanos(silenceNanos)));
        }
        underFault = false;
    }
}
