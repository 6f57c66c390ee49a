package io.freshet.lab.traffic;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Items that do not exist before a moment and are wanted from then on.
 *
 * @param items how many; 0 for none
 * @param first from the start to the first launch
 * @param interval from one launch to the next
 * @param demand of a launched item at its launch, beside all that its genre had, which is 1
 * @param halfLife after which half of the demand is left
 */
public record Launches(
        int items, Duration first, Duration interval, double demand, Duration halfLife) {

    public Launches {
        Bounds.between("launched items", items, 0, 100_000);
        if (requireNonNull(first, "first").isNegative()) {
            throw new IllegalArgumentException(
                    "the first launch is at " + first + ", expected 0 or more");
        }
        Bounds.length("launch interval", interval);
        Bounds.between("launch demand", demand, 0, 100);
        Bounds.length("launch half-life", halfLife);
    }

    /** Everything is there from the start. */
    public static Launches none() {
        return every(0, Duration.ofMinutes(1));
    }

    /** So many, at this interval; each takes a fifth of its genre at first. */
    public static Launches every(int items, Duration interval) {
        return new Launches(items, interval, interval, 0.25, Duration.ofMinutes(30));
    }
}
