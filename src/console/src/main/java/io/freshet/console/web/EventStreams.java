package io.freshet.console.web;

import io.javalin.http.ServiceUnavailableResponse;
import io.javalin.http.sse.SseClient;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

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
    private final Semaphore free = new Semaphore(MOST);
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();

    /**
     * Takes a browser in.
     *
     * @param left runs when it is gone
     * @throws ServiceUnavailableResponse if there are too many
     */
    EventStream open(SseClient client, Runnable left) {
        if (!free.tryAcquire()) {
            throw new ServiceUnavailableResponse(
                    MOST + " browsers listen already, which is as many as there may be");
        }
        EventStream stream = new EventStream(client, senders);
        open.add(stream);
        client.onClose(
                () -> {
                    if (open.remove(stream)) {
                        free.release();
                        left.run();
                    }
                });
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
