package io.freshet.lab.bench;

import io.freshet.lab.time.Pause;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;

/** Threads that do the same work over and over. */
final class BusyThreads {

    private final LongAdder done = new LongAdder();
    private volatile boolean stopped;

    private BusyThreads() {}

    /**
     * How fast they are together.
     *
     * @param work makes the work of the thread with a number; doing it once tells how much it was
     * @throws IOException if the work fails
     */
    static Rate rate(int threads, Duration warmUp, Duration time, IntFunction<IntSupplier> work)
            throws IOException {
        return new BusyThreads().run(threads, warmUp, time, work);
    }

    private Rate run(int threads, Duration warmUp, Duration time, IntFunction<IntSupplier> work)
            throws IOException {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        List<Future<?>> running = new ArrayList<>();
        Rate rate;
        try {
            for (int number = 0; number < threads; number++) {
                IntSupplier own = work.apply(number);
                running.add(executor.submit(() -> repeat(own)));
            }
            Pause.of(warmUp);
            rate = measure(time);
        } finally {
            stopped = true;
            executor.shutdown();
        }
        for (Future<?> each : running) {
            await(each);
        }
        return rate;
    }

    private void repeat(IntSupplier work) {
        while (!stopped) {
            done.add(work.getAsInt());
        }
    }

    private Rate measure(Duration time) throws IOException {
        Stopwatch watch = new Stopwatch();
        long before = done.sum();
        Pause.of(time);
        return watch.rateOf(done.sum() - before);
    }

    private static void await(Future<?> thread) throws IOException {
        try {
            thread.get();
        } catch (ExecutionException e) {
            throw new IOException("a part failed: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while measuring", e);
        }
    }
}
