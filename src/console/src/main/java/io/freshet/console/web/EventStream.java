package io.freshet.console.web;

import static java.util.Objects.requireNonNull;

import io.javalin.http.sse.SseClient;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events to one browser. A browser that is slow holds up nobody: of what waits for it,
 * only the newest is kept.
 */
final class EventStream {

    private final SseClient client;
    private final Executor senders;
    private final AtomicReference<@Nullable Message> waiting = new AtomicReference<>();
    private final AtomicBoolean sending = new AtomicBoolean();
    private final CompletableFuture<@Nullable Void> left = new CompletableFuture<>();

    EventStream(SseClient client, Executor senders) {
        this.client = requireNonNull(client, "client");
        this.senders = requireNonNull(senders, "senders");
        client.onClose(() -> left.complete(null));
    }

    /** An event; without a name it only tells that the connection stands. */
    private record Message(@Nullable String event, Object data) {

        static final Message HEARTBEAT = new Message(null, "");
    }

    /** Sends this, as JSON, as soon as what is being sent is. */
    void send(String event, Object data) {
        waiting.set(new Message(event, data));
        wake();
    }

    /** Sends a comment if nothing else waits, so that a browser that is gone is noticed. */
    void heartbeat() {
        if (waiting.compareAndSet(null, Message.HEARTBEAT)) {
            wake();
        }
    }

    /** Does this when the browser is gone; at once if it is already. */
    void whenLeft(Runnable task) {
        var unused = left.thenRun(task);
    }

    void close() {
        client.close();
    }

    private void wake() {
        if (sending.compareAndSet(false, true)) {
            senders.execute(this::sendWaiting);
        }
    }

    private void sendWaiting() {
        try {
            for (Message next = waiting.getAndSet(null);
                    next != null;
                    next = waiting.getAndSet(null)) {
                if (next.event() == null) {
                    client.sendComment("");
                } else {
                    client.sendEvent(next.event(), next.data());
                }
            }
        } finally {
            sending.set(false);
        }
        if (waiting.get() != null) {
            wake();
        }
    }
}
