package io.freshet.console.web;

import io.javalin.http.ServiceUnavailableResponse;
import io.javalin.http.sse.SseClient;
import java.util.Optional;
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
    private final Semaphore room = new Semaphore(MOST);
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();

    /**
     * Whether another browser may come, as far as that can be told before it does.
     *
     * @throws ServiceUnavailableResponse if not
     */
    void checkRoom() {
        if (room.availablePermits() == 0) {
            throw new ServiceUnavailableResponse(
                    MOST + " browsers listen already, which is as many as there may be");
        }
    }

    /** Takes a browser in; empty where others were quicker and there is no room any more. */
    Optional<EventStream> open(SseClient client) {
        if (!room.tryAcquire()) {
            return Optional.empty();
        }
        EventStream stream = new EventStream(client, senders);
        open.add(stream);
        stream.whenLeft(
                () -> {
                    open.remove(stream);
                    room.release();
                });
        client.keepAlive();
        return Optional.of(stream);
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
