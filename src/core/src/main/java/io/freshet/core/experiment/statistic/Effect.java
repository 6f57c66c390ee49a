package io.freshet.core.experiment.statistic;

import static java.util.Objects.requireNonNull;

/**
 * What a treatment changes.
 *
 * @param interval in which the truth is, always valid
 */
public record Effect(Estimate estimate, Interval interval) {

    public Effect {
        requireNonNull(estimate, "estimate");
        requireNonNull(interval, "interval");
    }
}
