package io.freshet.lab.traffic;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Who acts on what, and how often.
 *
 * @param users at least 1
 * @param items at least 1
 * @param eventsPerSecond of all users together, on average
 * @param popularityExponent of Zipf's law over the items of a genre; 0 makes all equal
 * @param seed of everything that is drawn
 * @param start time of the first interactions
 */
public record TrafficProfile(
        int users,
        int items,
        double eventsPerSecond,
        double popularityExponent,
        long seed,
        Instant start) {

    public TrafficProfile {
        requireNonNull(start, "start");
        if (users < 1) {
            throw new IllegalArgumentException("users is " + users + ", expected 1 or more");
        }
        if (items < 1) {
            throw new IllegalArgumentException("items is " + items + ", expected 1 or more");
        }
        if (!(eventsPerSecond > 0) || Double.isInfinite(eventsPerSecond)) {
            throw new IllegalArgumentException(
                    "events per second is " + eventsPerSecond + ", expected more than 0");
        }
        if (!(popularityExponent >= 0) || popularityExponent > 10) {
            throw new IllegalArgumentException(
                    "popularity exponent is " + popularityExponent + ", expected 0 to 10");
        }
    }
}
