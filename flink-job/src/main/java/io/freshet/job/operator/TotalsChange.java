package io.freshet.job.operator;

import static java.util.Objects.requireNonNull;

import io.freshet.core.attribution.ShownSlate;
import io.freshet.job.state.Enrolment;
import java.util.List;

/**
 * What a user's doings changed in the sums of a variant.
 *
 * @param enrolment the variant, and in which life of its experiment
 * @param moments {@link io.freshet.core.experiment.statistic.Moments} of the change
 * @param items of the slate, if the change is that one was shown; else none
 * @param freshnessMillis of that slate; {@link ShownSlate#NO_FRESHNESS} if none is known
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of numbers, never compared
public record TotalsChange(
        Enrolment enrolment, double[] moments, List<String> items, int freshnessMillis) {

    public TotalsChange {
        requireNonNull(enrolment, "enrolment");
        requireNonNull(moments, "moments");
        items = List.copyOf(items);
    }

    static TotalsChange of(Enrolment enrolment, double[] moments) {
        return new TotalsChange(enrolment, moments, List.of(), ShownSlate.NO_FRESHNESS);
    }

    TotalsChange by(ShownSlate slate) {
        return new TotalsChange(enrolment, moments, slate.items(), slate.freshnessMillis());
    }
}
