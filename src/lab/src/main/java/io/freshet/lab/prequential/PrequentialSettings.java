package io.freshet.lab.prequential;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What is judged, and the one thing that a reference must be told.
 *
 * @param unit what one list is held against
 * @param seenShare of the events, by the order of time, that are only learned from; from 0 to below
 *     1
 * @param k how much of a list counts, at least 1
 * @param popularityHalfLife of the reference that shows what is popular
 */
public record PrequentialSettings(
        JudgedUnit unit, double seenShare, int k, Duration popularityHalfLife) {

    /** Events after the first 80 %, lists of 20, popularity halved every 6 hours. */
    public static final PrequentialSettings DEFAULT =
            new PrequentialSettings(JudgedUnit.EVENT, 0.8, 20, Duration.ofHours(6));

    public PrequentialSettings {
        requireNonNull(unit, "unit");
        if (!(seenShare >= 0 && seenShare < 1)) {
            throw new IllegalArgumentException(
                    "share of events before the judged ones is "
                            + seenShare
                            + ", expected 0 or more and below 1");
        }
        if (k < 1) {
            throw new IllegalArgumentException("k is " + k + ", expected 1 or more");
        }
        if (popularityHalfLife.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "half-life of popularity is " + popularityHalfLife + ", expected 1 ms or more");
        }
    }

    /** The same with another unit. */
    public PrequentialSettings with(JudgedUnit other) {
        return new PrequentialSettings(other, seenShare, k, popularityHalfLife);
    }

    /** Position of the first event that may be judged. */
    long firstJudged(long events) {
        return part(seenShare, events);
    }

    /** How many of the first events a share is; whoever trains on it sees none of the judged. */
    public static long part(double share, long events) {
        return (long) (share * events);
    }
}
