package io.freshet.lab;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * A progress bar on the terminal, with the time that is left where the end is known; nothing where
 * there is no terminal.
 */
final class Progress implements Closeable {

    /** Finds out how many there will be; asked only if there is a terminal. */
    @FunctionalInterface
    interface Expectation {
        long count() throws IOException;
    }

    private final Optional<ProgressBar> bar;

    private Progress(Optional<ProgressBar> bar) {
        this.bar = bar;
    }

    /**
     * A bar at zero.
     *
     * @param unit what is counted, such as {@code lines}
     * @param expected how many there are; 0 if nobody knows
     */
    static Progress of(String task, String unit, long expected) throws IOException {
        return of(task, unit, () -> expected);
    }

    /** A bar at zero, of an end that takes a while to find out. */
    static Progress of(String task, String unit, Expectation expected) throws IOException {
        if (System.console() == null) {
            return new Progress(Optional.empty());
        }
        long count = expected.count();
        return new Progress(
                Optional.of(
                        new ProgressBarBuilder()
                                .setTaskName(task)
                                .setUnit(" " + unit, 1)
                                .setInitialMax(count == 0 ? -1 : count)
                                .setStyle(ProgressBarStyle.ASCII)
                                .showSpeed()
                                .build()));
    }

    void step(long done) {
        bar.ifPresent(shown -> shown.stepBy(done));
    }

    @Override
    public void close() {
        bar.ifPresent(ProgressBar::close);
    }
}
