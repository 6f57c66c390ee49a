package io.freshet.job.config;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Duration;

/**
 * What counts as fresh.
 *
 * @param size items of a list
 * @param maxAgeMillis event time since an item's first interaction in which it is fresh
 * @param memory time without an interaction after which an item is new again
 */
public record FreshSettings(int size, long maxAgeMillis, Duration memory) implements Serializable {

    public FreshSettings {
        requireNonNull(memory, "memory");
    }
}
