package io.freshet.job.operator;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Scoring requests that wait for the session, first come, first served, bounded. Where requests
 * coalesce, the newest of a user takes the place in the queue of the one before. For the threads
 * that offer, take and measure.
 */
final class RequestQueue {

    private final int capacity;
    private final boolean coalescing;
    private final Map<Object, Waiting> waiting = new LinkedHashMap<>();
    private long admitted;
    private long coalesced;

    /**
     * @param capacity most requests that wait, at least 1
     * @param coalescing whether only the newest request of a user waits
     */
    RequestQueue(int capacity, boolean coalescing) {
        this.capacity = capacity;
        this.coalescing = coalescing;
    }

    /** Takes a request in; false, and no change, if there is no room. */
    synchronized boolean offer(ScoringRequest request, long nowNanos) {
        Object key = coalescing ? request.userId() : new Object();
        Waiting before = waiting.get(key);
        if (before == null && waiting.size() >= capacity) {
            return false;
        }
        if (before == null) {
            admitted++;
        } else {
            coalesced++;
        }
        waiting.put(key, new Waiting(request, nowNanos));
        return true;
    }

    /** Removes the first requests, at most so many. */
    synchronized List<Waiting> take(int most) {
        List<Waiting> taken = new ArrayList<>(Math.min(most, waiting.size()));
        Iterator<Waiting> next = waiting.values().iterator();
        while (next.hasNext() && taken.size() < most) {
            taken.add(next.next());
            next.remove();
        }
        return taken;
    }

    synchronized int size() {
        return waiting.size();
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** How many places were given so far: a request that takes another one's place gets none. */
    synchronized long admitted() {
        return admitted;
    }

    /** How many requests gave their place to a newer one so far. */
    synchronized long coalesced() {
        return coalesced;
    }

    /** A request and since when it waits, {@link System#nanoTime()}. */
    record Waiting(ScoringRequest request, long sinceNanos) {}
}
