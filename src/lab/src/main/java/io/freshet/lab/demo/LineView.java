package io.freshet.lab.demo;

import java.io.PrintWriter;
import java.time.Duration;

/** A line every few seconds, where the output is no terminal. */
final class LineView implements DemoView {

    private static final Duration EVERY = Duration.ofSeconds(5);

    private final PrintWriter out;
    private Duration next = EVERY;

    LineView(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void say(String message) {
        out.println(message);
    }

    @Override
    public void show(Snapshot snapshot) {
        if (snapshot.elapsed().compareTo(next) < 0) {
            return;
        }
        next = snapshot.elapsed().plus(EVERY);
        out.println(SnapshotText.line(snapshot));
    }

    @Override
    public void close() {}
}
