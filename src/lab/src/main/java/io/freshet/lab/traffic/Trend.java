package io.freshet.lab.traffic;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that everybody wants for a while.
 *
 * @param itemId the item; null if it is the whole genre
 */
public record Trend(String genre, @Nullable String itemId, Instant begin, Instant end) {

    private static final double RISE = 0.25;
    private static final double FALL = 0.5;

    public Trend {
        requireNonNull(genre, "genre");
        requireNonNull(begin, "begin");
        requireNonNull(end, "end");
    }

    /** How much of its height it has, 0 to 1. */
    public double strength(Instant at) {
        double length = Duration.between(begin, end).toMillis();
        double passed = Duration.between(begin, at).toMillis() / length;
        if (passed < 0 || passed >= 1) {
            return 0;
        }
        if (passed < RISE) {
            return passed / RISE;
        }
        return passed < FALL ? 1 : (1 - passed) / (1 - FALL);
    }
}
