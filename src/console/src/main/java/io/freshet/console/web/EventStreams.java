package io.freshet.console.web;

import io.javalin.http.ServiceUnavailableResponse;
import io.javalin.http.sse.SseClient;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** All browsers that listen. */
final class EventStreams implements AutoCloseable {

    private static final int MOST = 64;

    private final ExecutorService senders =
            Executors.newCachedThreadPool(
                    task -> {
                        Thread thread = new Thread(task, "console-send");
                        thread.setDaemon(true);
                        return thread;
                    });
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();

    /**
     * Whether another browser may come.
     *
     * @throws ServiceUnavailableResponse if not
     */
    void checkRoom() {
        if (open.size() >= MOST) {
            throw new ServiceUnavailableResponse(
                    MOST + " browsers listen already, which is as many as there may be");
        }
    }

    /** Takes a browser in. */
    EventStream open(SseClient client) {
        EventStream stream = new EventStream(client, senders);
        open.add(stream);
        stream.whenLeft(() -> open.remove(stream));
        client.keepAlive();
        return stream;
    }

    /** Looks which of them are still there. */
    void heartbeat() {
        open.forEach(EventStream::heartbeat);
    }

    @Override
    public void close() {
        open.forEach(EventStream::close);
        senders.shutdownNow();
    }
}
