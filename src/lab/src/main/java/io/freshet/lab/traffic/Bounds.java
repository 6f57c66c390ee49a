package io.freshet.lab.traffic;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** Refuses values that make no sense, with what was found and what was expected. */
final class Bounds {

    private Bounds() {}

    static void atLeastOne(String name, long found) {
        if (found < 1) {
            throw new IllegalArgumentException(name + " is " + found + ", expected 1 or more");
        }
    }

    static void between(String name, double found, double min, double max) {
        if (!(found >= min && found <= max)) {
            throw new IllegalArgumentException(
                    name + " is " + found + ", expected " + plain(min) + " to " + plain(max));
        }
    }

    static void share(String name, double found) {
        between(name, found, 0, 1);
    }

    static void aboveZero(String name, double found) {
        if (!(found > 0) || Double.isInfinite(found)) {
            throw new IllegalArgumentException(name + " is " + found + ", expected more than 0");
        }
    }

    /** At least a millisecond, at most ten years. */
    static void length(String name, Duration found) {
        requireNonNull(found, name);
        if (found.compareTo(Duration.ofMillis(1)) < 0
                || found.compareTo(Duration.ofDays(3_650)) > 0) {
            throw new IllegalArgumentException(
                    name + " is " + found + ", expected 1 ms to 3650 days");
        }
    }

    static void fits(String name, Duration length, Duration every) {
        length(name + " length", length);
        length(name + " interval", every);
        if (length.compareTo(every) > 0) {
            throw new IllegalArgumentException(
                    name
                            + " length is "
                            + length
                            + ", expected at most the "
                            + name
                            + " interval, "
                            + every);
        }
    }

    private static String plain(double bound) {
        return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }
}
