package io.freshet.console.live;

import org.jspecify.annotations.Nullable;

/**
 * What came in a second of the console's clock.
 *
 * @param at when it ended, epoch milliseconds
 * @param p50 of the freshness of its slates in milliseconds; null where none came
 * @param p99 the same
 */
public record Second(
        long at, long events, long slates, @Nullable Double p50, @Nullable Double p99) {}
