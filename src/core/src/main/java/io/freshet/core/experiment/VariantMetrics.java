package io.freshet.core.experiment;

import static java.util.Objects.requireNonNull;

import io.freshet.core.experiment.statistic.Comparison;
import io.freshet.core.experiment.statistic.Interval;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a variant of an experiment is doing: one record of the {@code experiment-metrics} topic.
 *
 * @param experimentId the experiment
 * @param variant its variant
 * @param isControl whether it is the one that the others are compared with
 * @param at as of when, epoch milliseconds
 * @param users who have the variant
 * @param exposures slates of theirs that were shown
 * @param clicks that these earned
 * @param conversions that these earned
 * @param value of the conversions together
 * @param sampleRatioPValue of all variants together: how well the numbers of users fit the shares,
 *     the smallest so far; null of an experiment with one variant, and from when on users were
 *     shared out in another way while it ran
 * @param coverage how much of what there is its users were shown; null before they were shown any
 * @param freshness how fresh that was; null before anything is known of it
 * @param metrics each metric that is defined by now
 */
public record VariantMetrics(
        String experimentId,
        String variant,
        boolean isControl,
        long at,
        long users,
        double exposures,
        double clicks,
        double conversions,
        double value,
        @Nullable Double sampleRatioPValue,
        @Nullable Coverage coverage,
        @Nullable Freshness freshness,
        List<Figure> metrics) {

    public VariantMetrics {
        requireNonNull(experimentId, "experimentId");
        requireNonNull(variant, "variant");
        metrics = List.copyOf(metrics);
    }

    /** The key of its record: {@code experiment|variant}. */
    public String key() {
        return experimentId + '|' + variant;
    }

    /**
     * Different items on the slates that were shown to users of the variant, by estimate.
     *
     * @param items how many
     * @param share of those that users of any variant of the experiment were shown, 0 to 1
     */
    public record Coverage(long items, double share) {}

    /**
     * From the event until its slate was handed over, of the slates that were shown to users of the
     * variant.
     *
     * @param slates of which it is known
     * @param medianMillis half of them took no longer
     * @param p99Millis 99 of 100 took no longer
     */
    public record Freshness(long slates, long medianMillis, long p99Millis) {}

    /**
     * A metric of the variant.
     *
     * @param metric its id
     * @param value the estimate
     * @param standardError of the estimate, with users as the unit
     * @param comparison with the control; null of the control itself, and before there is enough
     */
    public record Figure(
            String metric, double value, double standardError, @Nullable Beside comparison) {

        public Figure {
            requireNonNull(metric, "metric");
        }
    }

    /**
     * Treatment beside control. The intervals hold at any time, however often one looks.
     *
     * @param difference absolute
     * @param differenceLow lower end of its interval
     * @param differenceHigh upper end of its interval
     * @param lift relative, 0.05 for 5 % more
     * @param liftLow lower end of its interval
     * @param liftHigh upper end of its interval
     * @param pValue of no difference, always valid: the smallest so far
     * @param varianceSaved share of the variance that activity before the experiment explained
     */
    public record Beside(
            double difference,
            double differenceLow,
            double differenceHigh,
            double lift,
            double liftLow,
            double liftHigh,
            double pValue,
            double varianceSaved) {

        static Beside of(Comparison comparison, double smallestPValue) {
            Interval difference = comparison.difference().interval();
            Interval lift = comparison.lift().interval();
            return new Beside(
                    comparison.difference().estimate().value(),
                    difference.low(),
                    difference.high(),
                    comparison.lift().estimate().value(),
                    lift.low(),
                    lift.high(),
                    smallestPValue,
                    comparison.varianceSaved());
        }
    }
}
