package io.freshet.lab;

import io.freshet.lab.traffic.TrafficSender;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * When this process is told to end, by Ctrl-C for instance, stops the sending and gives it time to
 * get its confirmations and to report.
 */
final class StopOnExit implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 35;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;

    StopOnExit(TrafficSender sender) {
        hook = new Thread(() -> stop(sender), "stop-on-exit");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** The sending has ended and was reported. */
    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process ends already, and waited for this.
        }
    }

    private void stop(TrafficSender sender) {
        sender.stop();
        try {
            done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
