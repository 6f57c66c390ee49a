package io.freshet.core.experiment;

import io.freshet.core.experiment.VariantMetrics.Beside;
import io.freshet.core.experiment.VariantMetrics.Coverage;
import io.freshet.core.experiment.VariantMetrics.Figure;
import io.freshet.core.experiment.VariantMetrics.Freshness;
import io.freshet.core.experiment.statistic.Comparison;
import io.freshet.core.experiment.statistic.ComparisonRule;
import io.freshet.core.experiment.statistic.Estimate;
import io.freshet.core.experiment.statistic.FreshnessHistogram;
import io.freshet.core.experiment.statistic.ItemSketch;
import io.freshet.core.experiment.statistic.Metric;
import io.freshet.core.experiment.statistic.Moments;
import io.freshet.core.experiment.statistic.SampleRatio;
import io.freshet.core.experiment.statistic.Total;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What there is to say of an experiment by what its users did so far. */
public final class ExperimentReport {

    /** The name under which the p-value of the users' shares is kept. */
    public static final String SAMPLE_RATIO = "sample-ratio";

    /**
     * Below it a p-value of the users' shares is an alarm. Stricter than figures: no figure of such
     * an experiment is worth anything.
     */
    public static final double SAMPLE_RATIO_ALARM = 0.01;

    private static final double MEDIAN = 0.5;
    private static final double MOST = 0.99;

    private final Experiment experiment;
    private final ComparisonRule rule;
    private final SmallestPValues smallest;
    private final boolean isSharedOutAnew;

    /**
     * @param smallest keeps p-values between reports
     * @param isSharedOutAnew whether some users came by other shares than the experiment has now,
     *     so that their numbers say nothing of these
     */
    public ExperimentReport(
            Experiment experiment,
            ComparisonRule rule,
            SmallestPValues smallest,
            boolean isSharedOutAnew) {
        this.experiment = experiment;
        this.rule = rule;
        this.smallest = smallest;
        this.isSharedOutAnew = isSharedOutAnew;
    }

    /** Keeps the smallest p-value that was ever seen under a name: an always valid test may. */
    @FunctionalInterface
    public interface SmallestPValues {

        /** The smaller of this one and what was kept under the name, which is kept from now on. */
        double keep(String name, double pValue);
    }

    /**
     * A record for each variant, in their order.
     *
     * @param moments of the users of each variant, by its name; none for a variant without users
     * @param slates that they were shown, by the variant's name; none for a variant without any
     * @param at as of when, epoch milliseconds
     */
    public List<VariantMetrics> of(
            Map<String, Moments> moments, Map<String, SlateSums> slates, long at) {
        Moments all = Moments.ZERO;
        for (Variant each : experiment.variants()) {
            all = all.plus(of(each.name(), moments));
        }
        Double sampleRatio = sampleRatio(moments);
        long itemsOfAll =
                ItemSketch.union(slates.values().stream().map(SlateSums::items).toList()).items();
        List<VariantMetrics> report = new ArrayList<>();
        for (Variant each : experiment.variants()) {
            Moments own = of(each.name(), moments);
            SlateSums shown = slates.getOrDefault(each.name(), SlateSums.empty());
            report.add(
                    new VariantMetrics(
                            experiment.experimentId(),
                            each.name(),
                            each.name().equals(experiment.control()),
                            at,
                            Math.round(own.users()),
                            finite(own.sum(Total.EXPOSURES)),
                            finite(own.sum(Total.CLICKS)),
                            finite(own.sum(Total.CONVERSIONS)),
                            finite(own.sum(Total.VALUE)),
                            sampleRatio,
                            coverage(shown, itemsOfAll),
                            freshness(shown),
                            figures(each.name(), moments, all)));
        }
        return report;
    }

    /** Two estimates: that of a part may come out above that of the whole. */
    private static @Nullable Coverage coverage(SlateSums shown, long itemsOfAll) {
        long items = shown.items().items();
        return items == 0
                ? null
                : new Coverage(items, Math.min(1, (double) items / Math.max(1, itemsOfAll)));
    }

    private static @Nullable Freshness freshness(SlateSums shown) {
        FreshnessHistogram found = shown.freshness();
        return found.slates() == 0
                ? null
                : new Freshness(
                        found.slates(), found.quantileMillis(MEDIAN), found.quantileMillis(MOST));
    }

    private static Moments of(String variant, Map<String, Moments> moments) {
        return moments.getOrDefault(variant, Moments.ZERO);
    }

    /** Variants without a share have no users to compare. */
    private @Nullable Double sampleRatio(Map<String, Moments> moments) {
        List<Variant> sharing =
                experiment.variants().stream().filter(each -> each.share() > 0).toList();
        if (sharing.size() < 2 || isSharedOutAnew) {
            return null;
        }
        SampleRatio test = new SampleRatio(sharing.stream().mapToDouble(Variant::share).toArray());
        long[] users =
                sharing.stream()
                        .mapToLong(each -> Math.round(of(each.name(), moments).users()))
                        .toArray();
        return smallest.keep(SAMPLE_RATIO, test.pValue(users));
    }

    private List<Figure> figures(String variant, Map<String, Moments> moments, Moments all) {
        Moments own = of(variant, moments);
        boolean isControl = variant.equals(experiment.control());
        List<Figure> figures = new ArrayList<>();
        for (Metric metric : Metric.values()) {
            if (metric.isDefined(own)) {
                Beside beside = isControl ? null : beside(metric, variant, moments, all);
                Estimate estimate = metric.estimate(own);
                figures.add(
                        new Figure(
                                metric.id(), estimate.value(), estimate.standardError(), beside));
            }
        }
        return figures;
    }

    /** JSON has no other numbers. */
    private static double finite(double sum) {
        return Double.isFinite(sum) ? sum : 0;
    }

    private @Nullable Beside beside(
            Metric metric, String variant, Map<String, Moments> moments, Moments all) {
        // Also beside another control a p-value is another one.
        String test = variant + '|' + experiment.control() + '|' + metric.id();
        Optional<Comparison> comparison =
                rule.compare(metric, of(variant, moments), of(experiment.control(), moments), all);
        return comparison
                .map(found -> Beside.of(found, smallest.keep(test, found.pValue())))
                .orElse(null);
    }
}
