package io.freshet.core.experiment;

import static java.util.Objects.requireNonNull;

import io.freshet.core.experiment.statistic.FreshnessHistogram;
import io.freshet.core.experiment.statistic.ItemSketch;

/** What the slates that were shown to the users of a variant were like. */
public record SlateSums(ItemSketch items, FreshnessHistogram freshness) {

    public SlateSums {
        requireNonNull(items, "items");
        requireNonNull(freshness, "freshness");
    }

    /** Of no slate. */
    public static SlateSums empty() {
        return new SlateSums(ItemSketch.empty(), new FreshnessHistogram());
    }
}
