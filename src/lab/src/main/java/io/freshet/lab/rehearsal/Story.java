package io.freshet.lab.rehearsal;

import static java.util.Objects.requireNonNull;

import io.freshet.lab.time.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** What happens in a run, line by line with the time since its begin, and what went otherwise. */
final class Story {

    private final Consumer<String> told;
    private final LongSupplier nanos;
    private final long start;
    private final List<String> broken = new ArrayList<>();

    /**
     * Begins now.
     *
     * @param told gets each line
     * @param nanos the time, {@link System#nanoTime()}
     */
    Story(Consumer<String> told, LongSupplier nanos) {
        this.told = requireNonNull(told, "told");
        this.nanos = requireNonNull(nanos, "nanos");
        this.start = nanos.getAsLong();
    }

    /** Something happened. */
    void tell(String line) {
        double seconds = (nanos.getAsLong() - start) / 1e9;
        told.accept(String.format(Locale.ROOT, "%6.1f s  %s", seconds, line));
    }

    /**
     * Something is as it must be, or not, which is remembered.
     *
     * @param what must be
     * @param found what is
     */
    void check(boolean holds, String what, String found) {
        String line = found.isEmpty() ? what : what + ": " + found;
        tell((holds ? "ok      " : "BROKEN  ") + line);
        if (!holds) {
            broken.add(line);
        }
    }

    /** Something must become so in time. */
    void await(Await.Condition condition, Duration patience, String what) {
        try {
            Await.until(condition, patience, "not");
            check(true, what, "");
        } catch (IOException e) {
            check(false, what, e.getMessage());
        }
    }

    /** What was not as it must be, a line each; empty if all was. */
    List<String> broken() {
        return List.copyOf(broken);
    }
}
