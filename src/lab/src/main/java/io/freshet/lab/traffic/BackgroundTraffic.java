package io.freshet.lab.traffic;

import java.io.IOException;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Traffic that flows in a thread of its own until it is stopped. */
public final class BackgroundTraffic implements AutoCloseable {

    private final TrafficSender sender;
    private final CompletableFuture<SendReport> end = new CompletableFuture<>();

    private BackgroundTraffic(TrafficSender sender) {
        this.sender = sender;
    }

    /**
     * Starts to send.
     *
     * @param sender is closed with the traffic
     * @param observer is told each record right before it is sent, in the traffic's thread
     */
    public static BackgroundTraffic start(
            TrafficSender sender,
            Iterator<? extends TrafficRecord> records,
            SendObserver observer) {
        BackgroundTraffic traffic = new BackgroundTraffic(sender);
        Thread thread = new Thread(() -> traffic.run(records, observer), "background-traffic");
        thread.setDaemon(true);
        thread.start();
        return traffic;
    }

    private void run(Iterator<? extends TrafficRecord> records, SendObserver observer) {
        try {
            end.complete(sender.send(records, observer));
        } catch (IOException | RuntimeException e) {
            end.completeExceptionally(e);
        }
    }

    /** How many records were sent until now. */
    public long sent() {
        return sender.sent();
    }

    /**
     * Returns while it flows.
     *
     * @throws IOException if the broker refuses or does not answer
     */
    public void check() throws IOException {
        if (end.isDone()) {
            outcome();
        }
    }

    /**
     * Ends it and returns when the broker has confirmed what was sent.
     *
     * @throws IOException if the broker refuses or does not answer
     */
    public SendReport stop() throws IOException {
        sender.stop();
        return outcome();
    }

    private SendReport outcome() throws IOException {
        try {
            return end.join();
        } catch (CompletionException e) {
            throw new IOException("the traffic failed: " + e.getCause().getMessage(), e);
        }
    }

    /** Ends it, whether it has failed or not. */
    @Override
    public void close() {
        sender.stop();
        end.handle((report, failure) -> sender).join().close();
    }
}
