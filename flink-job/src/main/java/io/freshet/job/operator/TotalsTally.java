package io.freshet.job.operator;

import static java.util.Objects.requireNonNull;

import io.freshet.job.state.Enrolment;
import java.util.Map;

/**
 * What the doings of some users changed in the sums of a variant.
 *
 * @param enrolment the variant, and in which life of its experiment
 * @param moments {@link io.freshet.core.experiment.statistic.Moments} of the changes
 * @param items {@link io.freshet.core.experiment.statistic.ItemSketch} of what the slates among
 *     them showed; no bytes if there is no slate
 * @param freshness how many of these slates, by bucket of {@link
 *     io.freshet.core.experiment.statistic.FreshnessHistogram}
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of numbers, never compared
public record TotalsTally(
        Enrolment enrolment, double[] moments, byte[] items, Map<Long, Long> freshness) {

    public TotalsTally {
        requireNonNull(enrolment, "enrolment");
        requireNonNull(moments, "moments");
        requireNonNull(items, "items");
        freshness = Map.copyOf(freshness);
    }
}
