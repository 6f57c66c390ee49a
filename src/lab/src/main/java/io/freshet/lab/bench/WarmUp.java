package io.freshet.lab.bench;

import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Until the compilers of the JVM rest, as they do in a job that has run for a while. */
final class WarmUp {

    private static final int MOST_TURNS = 15;

    /** A share of the time in which the compilers may still be busy. */
    private static final double AT_REST = 0.1;

    private static final CompilationMXBean COMPILERS = ManagementFactory.getCompilationMXBean();

    private WarmUp() {}

    /** What is warmed up, for some seconds. */
    @FunctionalInterface
    interface Turn {
        void run() throws IOException;
    }

    /**
     * Repeats it, though not for ever.
     *
     * @param progress is told how busy the compilers are
     */
    static void by(Turn turn, Consumer<String> progress) throws IOException {
        double busy = 1;
        for (int turns = 0; turns < MOST_TURNS && busy > AT_REST; turns++) {
            long start = System.nanoTime();
            long compiled = COMPILERS.getTotalCompilationTime();
            turn.run();
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            busy = (double) (COMPILERS.getTotalCompilationTime() - compiled) / millis;
            progress.accept(
                    String.format(Locale.ROOT, "warming up, compilers busy %.0f %%", 100 * busy));
        }
    }
}
