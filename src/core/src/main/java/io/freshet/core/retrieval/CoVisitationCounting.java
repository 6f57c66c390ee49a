package io.freshet.core.retrieval;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * How pairs of items that one user acted on are counted.
 *
 * @param reach pairs at most so many steps apart are counted, at least 1
 * @param distanceDecay a pair at distance d (from 1) is worth {@code distanceDecay ^ (d - 1)}; 0:
 *     it is worth {@code 1 / d}
 * @param backward what a pair is worth the other way round, from the later item to the earlier one
 * @param basketGap what a basket is, as baskets stand when the later of two entries arrives:
 *     entries of one are no pairs, and the entry before a basket is one step from each of its
 *     entries
 * @param longestPauseMillis pairs with more time between them are not counted
 * @param halfLifeMillis event time in which a pair and an interaction lose half their worth; {@link
 *     #NO_AGEING}: never
 * @param neighbours most neighbours that an item keeps, at least 1
 */
public record CoVisitationCounting(
        int reach,
        double distanceDecay,
        double backward,
        BasketGap basketGap,
        long longestPauseMillis,
        long halfLifeMillis,
        int neighbours)
        implements Serializable {

    /** The half-life of what does not age. */
    public static final long NO_AGEING = Long.MAX_VALUE;

    /** Refuses numbers that cannot be. */
    public CoVisitationCounting {
        require(reach >= 1, "reach", reach, "at least 1");
        require(distanceDecay >= 0 && distanceDecay <= 1, "distanceDecay", distanceDecay, "0 to 1");
        require(
                backward >= 0 && Double.isFinite(backward),
                "backward",
                backward,
                "a finite number from 0");
        requireNonNull(basketGap, "basketGap");
        require(longestPauseMillis >= 0, "longestPauseMillis", longestPauseMillis, "at least 0");
        require(halfLifeMillis >= 1, "halfLifeMillis", halfLifeMillis, "at least 1");
        require(neighbours >= 1, "neighbours", neighbours, "at least 1");
    }

    private static void require(boolean isRight, String name, Object value, String expected) {
        if (!isRight) {
            throw new IllegalArgumentException(
                    "co-visitation: " + name + " is " + value + ", expected " + expected);
        }
    }

    /** What a pair is worth whose items stand so many steps apart, from 1. */
    double worth(int distance) {
        return distanceDecay == 0 ? 1.0 / distance : Math.pow(distanceDecay, distance - 1);
    }
}
