package io.freshet.core.experiment.statistic;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.function.Function;

/**
 * How a treatment is compared with the control.
 *
 * @param minimum of each of the two, before which nothing is said
 * @param adjusted by users' activity before the experiment, {@link CovariateAdjustment}
 */
public record ComparisonRule(ConfidenceSequence sequence, MinimumSample minimum, boolean adjusted) {

    public ComparisonRule {
        requireNonNull(sequence, "sequence");
        requireNonNull(minimum, "minimum");
    }

    /**
     * Nothing as long as one of the two has too few users, or users who do too little, and nothing
     * of which a number would not be finite.
     *
     * @param all moments of all variants of the experiment together
     */
    public Optional<Comparison> compare(
            Metric metric, Moments treatment, Moments control, Moments all) {
        if (!minimum.isReached(metric, treatment) || !minimum.isReached(metric, control)) {
            return Optional.empty();
        }
        Function<Moments, Estimate> estimator =
                adjusted ? CovariateAdjustment.of(metric, all)::estimate : metric::estimate;
        Estimate of = estimator.apply(treatment);
        Estimate over = estimator.apply(control);
        if (!of.hasRatio() || !over.hasRatio()) {
            // The adjustment took as much as there was.
            return Optional.empty();
        }
        Estimate plainOf = metric.estimate(treatment);
        Estimate plainOver = metric.estimate(control);
        Estimate difference = of.minus(over);
        double users = treatment.users() + control.users();
        Interval lift = lift(of.logRatio(over), users);
        if (lift.high() == Double.POSITIVE_INFINITY) {
            // So little is known that it says nothing.
            return Optional.empty();
        }
        return Optional.of(
                new Comparison(
                        metric,
                        plainOf,
                        plainOver,
                        new Effect(difference, sequence.interval(difference, users)),
                        new Effect(of.liftOver(over), lift),
                        sequence.pValue(difference, users),
                        saved(plainOf.minus(plainOver), difference)));
    }

    private Interval lift(Estimate logRatio, double users) {
        Interval logarithms = sequence.interval(logRatio, users);
        return new Interval(Math.expm1(logarithms.low()), Math.expm1(logarithms.high()));
    }

    private static double saved(Estimate plain, Estimate adjusted) {
        double saved = 1 - adjusted.variance() / plain.variance();
        return Double.isFinite(saved) ? saved : 0;
    }
}
