package io.freshet.core.feature;

import io.freshet.core.behaviour.BehaviourEntry;
import io.freshet.core.behaviour.BehaviourWindow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Schema {@code freshet-behaviour-1}: a window becomes one row of the model's inputs.
 *
 * <p>Entries whose item is not in the vocabulary are skipped, the newest {@code windowLength} of
 * the rest are kept and left-padded with 0. An event type that the model does not know is 0. The
 * age of an entry is counted in seconds from the newest entry of the whole window.
 */
public final class BehaviourEncoder {

    /** The schema id that a manifest must name. */
    public static final String SCHEMA = "freshet-behaviour-1";

    private final Map<String, Integer> itemIndex;
    private final Map<String, Integer> eventTypeIndex;
    private final int windowLength;

    /**
     * @param itemIndex index of each item of the vocabulary, from 1
     * @param eventTypeIndex index of each event type, from 1
     * @param windowLength entries in a row, at least 1
     */
    public BehaviourEncoder(
            Map<String, Integer> itemIndex, Map<String, Integer> eventTypeIndex, int windowLength) {
        if (windowLength < 1) {
            throw new IllegalArgumentException(
                    "windowLength must be at least 1 but is " + windowLength);
        }
        // Looked up for every entry of every window; Map.copyOf probes longer.
        this.itemIndex = new HashMap<>(itemIndex);
        this.eventTypeIndex = Map.copyOf(eventTypeIndex);
        this.windowLength = windowLength;
    }

    /** Entries in a row. */
    public int windowLength() {
        return windowLength;
    }

    /** The index of an item, from 1; 0: the model does not know it. */
    public int indexOf(String itemId) {
        return itemIndex.getOrDefault(itemId, 0);
    }

    /** Whether the model knows any item of a window; if not, it has nothing to score it by. */
    public boolean knowsAnyOf(BehaviourWindow window) {
        for (BehaviourEntry entry : window.entries()) {
            if (indexOf(entry.itemId()) > 0) {
                return true;
            }
        }
        return false;
    }

    /** One window as {@code [window]} rows of the three inputs. */
    public EncodedWindow encode(BehaviourWindow window) {
        return encode(window.entries());
    }

    /** Entries, oldest first, as {@code [window]} rows of the three inputs; there may be none. */
    public EncodedWindow encode(List<BehaviourEntry> entries) {
        EncodedWindow row = new EncodedWindow(windowLength);
        long newest = entries.isEmpty() ? 0 : entries.get(entries.size() - 1).timestamp();
        int column = windowLength;
        for (int i = entries.size() - 1; i >= 0 && column > 0; i--) {
            BehaviourEntry entry = entries.get(i);
            int item = indexOf(entry.itemId());
            if (item == 0) {
                continue;
            }
            column--;
            row.item()[column] = item;
            row.eventType()[column] = eventTypeIndex.getOrDefault(entry.type(), 0);
            row.ageSeconds()[column] = (float) ((newest - entry.timestamp()) / 1000.0);
        }
        return row;
    }
}
