package io.freshet.core.behaviour;

import io.freshet.core.domain.Interaction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The last interactions of one user, in event-time order whatever the order of arrival, one entry
 * per event, bounded in number and age. The same interactions give the same entries in every order
 * of arrival and however often they come, as long as the bounds stay and an event id always comes
 * with the same content: of two different interactions with one id the first to come stays. The
 * revision does depend on the order, for it counts what was accepted.
 */
public final class BehaviourWindow {

    /** What became of an interaction that was offered to a window. */
    public enum Insertion {
        /** It stands in the window now and the revision has moved on. */
        ACCEPTED,
        /** An entry of the same event stands in the window already. */
        DUPLICATE,
        /** It is older than what the window still remembers. */
        TOO_OLD
    }

    private final List<BehaviourEntry> entries;
    private long revision;

    private BehaviourWindow(long revision, List<BehaviourEntry> entries) {
        this.revision = revision;
        this.entries = entries;
    }

    /** The window of a user who was never seen. */
    public static BehaviourWindow empty() {
        return new BehaviourWindow(0, new ArrayList<>());
    }

    static BehaviourWindow restored(long revision, List<BehaviourEntry> entries) {
        return new BehaviourWindow(revision, entries);
    }

    /** A window holding these interactions, as if they had come one by one. */
    public static BehaviourWindow of(Iterable<Interaction> interactions, WindowBounds bounds) {
        BehaviourWindow window = empty();
        interactions.forEach(interaction -> window.insert(interaction, bounds));
        return window;
    }

    /** Puts an interaction where it belongs and drops what the bounds no longer allow. */
    public Insertion insert(Interaction interaction, WindowBounds bounds) {
        BehaviourEntry entry = BehaviourEntry.of(interaction);
        if (holds(entry.eventHash())) {
            return Insertion.DUPLICATE;
        }
        if (isBeyond(entry, bounds)) {
            return Insertion.TOO_OLD;
        }
        int position =
                -Collections.binarySearch(entries, entry, BehaviourEntry.EVENT_TIME_ORDER) - 1;
        entries.add(position, entry);
        evict(bounds);
        revision = revision == 0 ? Math.max(1, entry.timestamp()) : revision + 1;
        return Insertion.ACCEPTED;
    }

    private boolean holds(long eventHash) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (entries.get(i).eventHash() == eventHash) {
                return true;
            }
        }
        return false;
    }

    private boolean isBeyond(BehaviourEntry entry, WindowBounds bounds) {
        if (entries.isEmpty()) {
            return false;
        }
        if (isTooOld(entry, newestTimestamp(), bounds)) {
            return true;
        }
        // The window may be longer than its bound where that was lowered.
        int surplus = entries.size() - bounds.maxLength();
        return surplus >= 0
                && BehaviourEntry.EVENT_TIME_ORDER.compare(entry, entries.get(surplus)) < 0;
    }

    private void evict(WindowBounds bounds) {
        int surplus = Math.max(0, entries.size() - bounds.maxLength());
        while (isTooOld(entries.get(surplus), newestTimestamp(), bounds)) {
            surplus++;
        }
        entries.subList(0, surplus).clear();
    }

    /** An age may be more than 63 bits, so it is compared without a sign. */
    private static boolean isTooOld(BehaviourEntry entry, long newest, WindowBounds bounds) {
        return entry.timestamp() < newest
                && Long.compareUnsigned(newest - entry.timestamp(), bounds.maxAgeMillis()) >= 0;
    }

    /**
     * Where the entry of an event stands, from 0 (oldest).
     *
     * @throws IllegalArgumentException if the window does not hold it
     */
    public int positionOf(String eventId) {
        long eventHash = EventHash.of(eventId);
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (entries.get(i).eventHash() == eventHash) {
                return i;
            }
        }
        throw new IllegalArgumentException("the window does not hold event '" + eventId + "'");
    }

    /** Entries in event-time order, oldest first; a live, unmodifiable view. */
    public List<BehaviourEntry> entries() {
        return Collections.unmodifiableList(entries);
    }

    /**
     * Counts the accepted interactions, beginning with the first one's time in epoch milliseconds
     * and not with 1: a user whose state had expired comes back with higher revisions, not with
     * ones that subscribers have seen. 0 while the window is empty.
     */
    public long revision() {
        return revision;
    }

    /**
     * Time of the newest entry, epoch milliseconds: the "now" of everything computed from this
     * window, so that a replay computes the same.
     *
     * @throws IllegalStateException if the window is empty
     */
    public long newestTimestamp() {
        if (entries.isEmpty()) {
            throw new IllegalStateException("an empty window has no newest entry");
        }
        return entries.get(entries.size() - 1).timestamp();
    }
}
