package io.freshet.lab.prequential;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** What a user did so far: every item once, and the last of them in order. */
final class UserPast {

    private final Set<Integer> items = new HashSet<>();
    private final int[] recent;
    private int size;
    private String lastEventId = "";
    private long span;
    private int spans;

    /**
     * @param k how many of the last items are known in order
     */
    UserPast(int k) {
        this.recent = new int[k];
    }

    boolean isEmpty() {
        return spans == 0;
    }

    boolean knows(int item) {
        return items.contains(item);
    }

    /** Whether an event of this span would go on with what the last one began. */
    boolean goesOnWith(long next) {
        return spans > 0 && next == span;
    }

    /** How many spans there were, such as days. */
    int spans() {
        return spans;
    }

    String lastEventId() {
        return lastEventId;
    }

    int lastItem() {
        return recent[0];
    }

    /** The last items, latest first, each once. */
    int[] recentItems(int most) {
        return Arrays.copyOf(recent, Math.min(most, size));
    }

    void add(String eventId, int item, long eventSpan) {
        if (!goesOnWith(eventSpan)) {
            span = eventSpan;
            spans++;
        }
        lastEventId = eventId;
        items.add(item);
        int place = 0;
        while (place < size && recent[place] != item) {
            place++;
        }
        if (place == size && size < recent.length) {
            size++;
        }
        int moved = Math.min(place, recent.length - 1);
        System.arraycopy(recent, 0, recent, 1, moved);
        recent[0] = item;
    }
}
