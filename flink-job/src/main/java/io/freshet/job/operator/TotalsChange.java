package io.freshet.job.operator;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Assignment;

/**
 * What a user's doings changed in the sums of a variant.
 *
 * @param assignment the variant
 * @param moments {@link io.freshet.core.experiment.statistic.Moments} of the change
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of numbers, never compared
public record TotalsChange(Assignment assignment, double[] moments) {

    public TotalsChange {
        requireNonNull(assignment, "assignment");
        requireNonNull(moments, "moments");
    }
}
