package io.freshet.console.web;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** One view that many browsers look at: made once for all of them, and not at all for nobody. */
final class Broadcast {

    private final String event;
    private final Set<EventStream> listeners = ConcurrentHashMap.newKeySet();

    /**
     * @param event the name of its events
     */
    Broadcast(String event) {
        this.event = event;
    }

    /** From now on; {@code first} is only for this one. */
    void join(EventStream stream, Object first) {
        stream.send(event, first);
        listeners.add(stream);
    }

    void leave(EventStream stream) {
        listeners.remove(stream);
    }

    boolean isForNobody() {
        return listeners.isEmpty();
    }

    void send(Supplier<?> view) {
        if (!listeners.isEmpty()) {
            Object data = view.get();
            listeners.forEach(each -> each.send(event, data));
        }
    }
}
