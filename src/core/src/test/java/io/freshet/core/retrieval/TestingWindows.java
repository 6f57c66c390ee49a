package io.freshet.core.retrieval;

import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.behaviour.WindowBounds;
import io.freshet.core.domain.Interaction;

/** Windows of views. */
final class TestingWindows {

    static final WindowBounds BOUNDS = new WindowBounds(100, Long.MAX_VALUE / 2);

    private TestingWindows() {}

    /** Of these items, oldest first, a second apart from 1 s on. */
    static BehaviourWindow of(String... items) {
        BehaviourWindow window = BehaviourWindow.empty();
        for (int i = 0; i < items.length; i++) {
            insert(window, items[i], 1_000L * (i + 1));
        }
        return window;
    }

    /** Adds a view; its event is named after it, so that a second one is a duplicate. */
    static void insert(BehaviourWindow window, String item, long timestamp) {
        insert(window, eventId(item, timestamp), item, timestamp);
    }

    /** Adds a view. */
    static void insert(BehaviourWindow window, String eventId, String item, long timestamp) {
        window.insert(Interaction.of(eventId, "u", item, "view", timestamp), BOUNDS);
    }

    static String eventId(String item, long timestamp) {
        return item + "@" + timestamp;
    }
}
