package io.freshet.lab.traffic;

import java.time.Duration;

/**
 * An item or a genre that everybody wants for a while, whatever their tastes. It comes up in the
 * first quarter of its time, stays for the second, and fades in the rest.
 *
 * @param boost demand at its height, beside all that a user wanted before, which is 1; 0 for no
 *     trends
 * @param length at most the interval
 * @param interval in each such span there is one trend, at a random moment
 */
public record Trends(double boost, Duration length, Duration interval) {

    public Trends {
        Bounds.between("trend boost", boost, 0, 100);
        Bounds.fits("trend", length, interval);
    }

    /** Tastes stay as they are. */
    public static Trends none() {
        return new Trends(0, Duration.ofMinutes(5), Duration.ofMinutes(10));
    }
}
