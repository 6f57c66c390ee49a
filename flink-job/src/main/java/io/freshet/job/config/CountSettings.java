package io.freshet.job.config;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * What is counted of the stream.
 *
 * @param intervalMillis processing time between two reports of an item and between two lists
 */
public record CountSettings(
        long intervalMillis, PopularSettings popular, FreshSettings fresh, PairSettings pairs)
        implements Serializable {

    public CountSettings {
        requireNonNull(popular, "popular");
        requireNonNull(fresh, "fresh");
        requireNonNull(pairs, "pairs");
    }
}
