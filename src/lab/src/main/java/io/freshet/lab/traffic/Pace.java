package io.freshet.lab.traffic;

import java.time.Duration;

/**
 * How much happens. In a burst everybody acts several times as fast.
 *
 * @param eventsPerSecond of all users together outside bursts, on average
 * @param burstFactor times the rate in a burst; 1 for no bursts
 * @param burstLength at most the interval
 * @param burstInterval in each such span there is one burst, at a random moment
 */
public record Pace(
        double eventsPerSecond, double burstFactor, Duration burstLength, Duration burstInterval) {

    public Pace {
        Bounds.aboveZero("events per second", eventsPerSecond);
        Bounds.between("burst factor", burstFactor, 1, 1_000);
        Bounds.fits("burst", burstLength, burstInterval);
    }

    /** The same rate all the time. */
    public static Pace steady(double eventsPerSecond) {
        return new Pace(eventsPerSecond, 1, Duration.ofSeconds(10), Duration.ofMinutes(1));
    }
}
