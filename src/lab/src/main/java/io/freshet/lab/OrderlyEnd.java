package io.freshet.lab;

import java.io.Closeable;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When this process is told to end, by Ctrl-C for instance, its command is told to stop and gets
 * time to report, to take down what it started and to remove its files.
 */
final class OrderlyEnd {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final AtomicReference<@Nullable Runnable> STOP = new AtomicReference<>();

    private OrderlyEnd() {}

    /** Runs a command on this thread; once in a process. */
    static int of(IntSupplier command) {
        Thread main = Thread.currentThread();
        CountDownLatch ended = new CountDownLatch(1);
        Thread hook = new Thread(() -> end(main, ended), "orderly-end");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return command.getAsInt();
        } finally {
            ended.countDown();
        }
    }

    /** How the command stops from now on, until the end of what is returned; else by interrupt. */
    static Closeable by(Runnable stop) {
        STOP.set(stop);
        return () -> STOP.set(null);
    }

    private static void end(Thread main, CountDownLatch ended) {
        if (ended.getCount() == 0) {
            return;
        }
        Runnable stop = STOP.get();
        if (stop == null) {
            main.interrupt();
        } else {
            stop.run();
        }
        try {
            boolean inTime = ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (!inTime) {
                System.err.println("lab: did not end within " + PATIENCE.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
