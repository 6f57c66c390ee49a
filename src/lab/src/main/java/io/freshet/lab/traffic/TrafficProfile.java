package io.freshet.lab.traffic;

import static java.util.Objects.requireNonNull;

/**
 * All that decides what a {@link TrafficSimulator} makes: the same profile and start give the same
 * records.
 *
 * @param population the same in training and in a demo, so that what was learned holds
 * @param seed of what happens: who acts when, launches, trends, bursts and disturbances
 */
public record TrafficProfile(
        Population population,
        Pace pace,
        Launches launches,
        Trends trends,
        Disturbance disturbance,
        long seed) {

    public TrafficProfile {
        requireNonNull(population, "population");
        requireNonNull(pace, "pace");
        requireNonNull(launches, "launches");
        requireNonNull(trends, "trends");
        requireNonNull(disturbance, "disturbance");
    }

    /** A steady rate, nothing new, nothing wrong. */
    public static TrafficProfile calm(Population population, double eventsPerSecond, long seed) {
        return new TrafficProfile(
                population,
                Pace.steady(eventsPerSecond),
                Launches.none(),
                Trends.none(),
                Disturbance.none(),
                seed);
    }

    /** With another pace. */
    public TrafficProfile with(Pace other) {
        return new TrafficProfile(population, other, launches, trends, disturbance, seed);
    }

    /** With other launches. */
    public TrafficProfile with(Launches other) {
        return new TrafficProfile(population, pace, other, trends, disturbance, seed);
    }

    /** With other trends. */
    public TrafficProfile with(Trends other) {
        return new TrafficProfile(population, pace, launches, other, disturbance, seed);
    }

    /** With another disturbance. */
    public TrafficProfile with(Disturbance other) {
        return new TrafficProfile(population, pace, launches, trends, other, seed);
    }
}
