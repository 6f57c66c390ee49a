package io.freshet.lab.feed;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Slate;
import io.freshet.core.subscription.Revisions;

/**
 * Passes on to another listener what is news by a subscriber's {@link Revisions rule}, and all
 * retractions.
 */
public final class SlateSubscriber implements SlateListener {

    private final SlateListener next;
    private final Revisions revisions = new Revisions();
    private long ignored;

    /** Passes on to this one. */
    public SlateSubscriber(SlateListener next) {
        this.next = requireNonNull(next, "next");
    }

    @Override
    public synchronized void slate(Slate slate, long arrivedAtMillis) {
        if (!revisions.isNews(slate)) {
            ignored++;
            return;
        }
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
}
