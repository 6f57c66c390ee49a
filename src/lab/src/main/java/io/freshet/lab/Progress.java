package io.freshet.lab;

import java.io.Closeable;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar on the terminal; nothing where there is none. */
final class Progress implements Closeable {

    private final Optional<ProgressBar> bar;

    /**
     * A bar at zero.
     *
     * @param unit what is counted, such as {@code lines}
     * @param expected how many there are; -1 if nobody knows
     */
    Progress(String task, String unit, long expected) {
        if (System.console() == null) {
            bar = Optional.empty();
            return;
        }
        bar =
                Optional.of(
                        new ProgressBarBuilder()
                                .setTaskName(task)
                                .setUnit(" " + unit, 1)
                                .setInitialMax(expected)
                                .setStyle(ProgressBarStyle.ASCII)
                                .showSpeed()
                                .build());
    }

    void step(long done) {
        bar.ifPresent(shown -> shown.stepBy(done));
    }

    @Override
    public void close() {
        bar.ifPresent(ProgressBar::close);
    }
}
