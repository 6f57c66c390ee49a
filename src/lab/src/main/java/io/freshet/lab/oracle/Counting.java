package io.freshet.lab.oracle;

import java.time.Duration;

/**
 * How a job counts what users do, and how its slates show that. Items that stand d steps apart in a
 * window make a pair that is worth 1 / d.
 *
 * @param reach pairs at most so many steps apart are counted
 * @param backward what a pair is worth the other way round, from the later item to the earlier one
 * @param pairHalfLife event time in which a pair loses half its worth
 * @param popularHalfLife event time in which an interaction loses half its worth for what is
 *     popular
 * @param freshAge event time since its first interaction in which an item is fresh
 * @param shrink is added to an item's interactions before its pairs are divided by them
 * @param ownItem what the user's own item gets on top: what pairs are compared with
 * @param popularWorth what a share of what is popular is worth beside shares of other generators
 */
public record Counting(
        int reach,
        double backward,
        Duration pairHalfLife,
        Duration popularHalfLife,
        Duration freshAge,
        double shrink,
        double ownItem,
        double popularWorth) {}
