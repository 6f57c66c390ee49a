package io.freshet.lab.feed;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Slate;
import java.util.HashMap;
import java.util.Map;

/**
 * A subscriber's whole rule: per key, ignore a revision at or below the last one seen. Everything
 * else goes on to another listener. A retraction does not make an old revision new. It remembers
 * one number for every key.
 */
public final class SlateSubscriber implements SlateListener {

    private final SlateListener next;
    private final Map<String, Long> lastRevisions = new HashMap<>();
    private long ignored;

    /** Passes on to this one. */
    public SlateSubscriber(SlateListener next) {
        this.next = requireNonNull(next, "next");
    }

    @Override
    public synchronized void slate(Slate slate, long arrivedAtMillis) {
        Long last = lastRevisions.get(slate.key());
        if (last != null && slate.revision() <= last) {
            ignored++;
            return;
        }
        lastRevisions.put(slate.key(), slate.revision());
        next.slate(slate, arrivedAtMillis);
    }

    @Override
    public synchronized void retraction(String key, long arrivedAtMillis) {
        next.retraction(key, arrivedAtMillis);
    }

    /** How many slates were ignored. */
    public synchronized long ignored() {
        return ignored;
    }

    /** How many keys there are. */
    public synchronized int keys() {
        return lastRevisions.size();
    }
}
