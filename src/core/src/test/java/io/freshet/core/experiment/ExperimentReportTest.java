package io.freshet.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.freshet.core.experiment.VariantMetrics.Coverage;
import io.freshet.core.experiment.VariantMetrics.Figure;
import io.freshet.core.experiment.statistic.ComparisonRule;
import io.freshet.core.experiment.statistic.ConfidenceSequence;
import io.freshet.core.experiment.statistic.FreshnessHistogram;
import io.freshet.core.experiment.statistic.MinimumSample;
import io.freshet.core.experiment.statistic.Moments;
import io.freshet.core.experiment.statistic.RunningMoments;
import io.freshet.core.experiment.statistic.UserTotals;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is said of an experiment, and what is not said yet. */
class ExperimentReportTest {

    private static final long NOW = 1_767_225_600_000L;

    private final Map<String, Double> kept = new HashMap<>();
    private final ExperimentReport report = report("a", false);

    private ExperimentReport report(String control, boolean isSharedOutAnew) {
        return report(
                control,
                List.of(new Variant("a", 0.5, null), new Variant("b", 0.5, null)),
                isSharedOutAnew);
    }

    private ExperimentReport report(
            String control, List<Variant> variants, boolean isSharedOutAnew) {
        return new ExperimentReport(
                new Experiment("one", null, null, null, null, null, null, control, variants),
                new ComparisonRule(
                        ConfidenceSequence.tightestAt(10_000, 0.05), MinimumSample.USUAL, true),
                (name, pValue) -> kept.merge(name, pValue, Math::min),
                isSharedOutAnew);
    }

    /** Users who saw ten slates each and clicked on some of them. */
    private static Moments users(int count, int clicks) {
        RunningMoments moments = new RunningMoments();
        for (int user = 0; user < count; user++) {
            moments.add(new UserTotals(10, user % 2 == 0 ? clicks : clicks + 1, 0, 0, user % 5));
        }
        return moments.moments();
    }

    private static Figure clickThrough(VariantMetrics variant) {
        return variant.metrics().get(0);
    }

    @Test
    void saysWhatEachVariantDidAndComparesItWithTheControl() {
        List<VariantMetrics> found =
                report.of(Map.of("a", users(2_000, 1), "b", users(2_000, 3)), Map.of(), NOW);

        assertThat(found).extracting(VariantMetrics::key).containsExactly("one|a", "one|b");
        assertThat(found).extracting(VariantMetrics::isControl).containsExactly(true, false);
        assertThat(found.get(1).users()).isEqualTo(2_000);
        assertThat(found.get(1).exposures()).isEqualTo(20_000);
        assertThat(found.get(1).clicks()).isEqualTo(7_000);
        assertThat(clickThrough(found.get(0)).metric()).isEqualTo("click-through-rate");
        assertThat(clickThrough(found.get(0)).comparison()).isNull();
        assertThat(clickThrough(found.get(1)).value()).isEqualTo(0.35);
        assertThat(clickThrough(found.get(1)).comparison().difference())
                .isCloseTo(0.2, offset(1e-9));
        assertThat(clickThrough(found.get(1)).comparison().differenceLow()).isPositive();
        assertThat(clickThrough(found.get(1)).comparison().pValue()).isLessThan(0.05);
        assertThat(found.get(0).sampleRatioPValue()).isEqualTo(1);
    }

    @Test
    void comparesNothingBeforeThereAreEnoughUsers() {
        List<VariantMetrics> found =
                report.of(Map.of("a", users(20, 1), "b", users(20, 3)), Map.of(), NOW);

        assertThat(clickThrough(found.get(1)).comparison()).isNull();
        assertThat(clickThrough(found.get(1)).value()).isEqualTo(0.35);
    }

    @Test
    void aVariantWithoutUsersHasNoFigures() {
        List<VariantMetrics> found = report.of(Map.of(), Map.of(), NOW);

        assertThat(found).allSatisfy(each -> assertThat(each.metrics()).isEmpty());
        assertThat(found).allSatisfy(each -> assertThat(each.users()).isZero());
    }

    private static SlateSums shown(int from, int to, long... freshness) {
        SlateSums sums = SlateSums.empty();
        for (int item = from; item < to; item++) {
            sums.items().add("item-" + item);
        }
        for (long millis : freshness) {
            sums.freshness().add(FreshnessHistogram.bucket(millis), 1);
        }
        return sums;
    }

    @Test
    void saysHowMuchWasShownAndHowFreshItWas() {
        List<VariantMetrics> found =
                report.of(
                        Map.of("a", users(20, 1), "b", users(20, 1)),
                        Map.of("a", shown(0, 8, 10, 20, 30, 4_000), "b", shown(4, 10)),
                        NOW);

        assertThat(found.get(0).coverage()).isEqualTo(new Coverage(8, 0.8));
        assertThat(found.get(1).coverage()).isEqualTo(new Coverage(6, 0.6));
        assertThat(found.get(0).freshness().slates()).isEqualTo(4);
        assertThat(found.get(0).freshness().medianMillis()).isEqualTo(20);
        assertThat(found.get(0).freshness().p99Millis()).isBetween(4_000L, 4_040L);
        assertThat(found.get(1).freshness()).isNull();
    }

    @Test
    void whatWasNotShownIsNotCovered() {
        List<VariantMetrics> found = report.of(Map.of("a", users(20, 1)), Map.of(), NOW);

        assertThat(found).allSatisfy(each -> assertThat(each.coverage()).isNull());
        assertThat(found).allSatisfy(each -> assertThat(each.freshness()).isNull());
    }

    @Test
    void usersWhoAreSharedOutWronglyAreNoticedAndNotForgotten() {
        report.of(Map.of("a", users(4_000, 1), "b", users(2_000, 1)), Map.of(), NOW);
        List<VariantMetrics> later =
                report.of(Map.of("a", users(4_000, 1), "b", users(4_000, 1)), Map.of(), NOW);

        assertThat(later.get(0).sampleRatioPValue()).isLessThan(0.001);
    }

    @Test
    void leavesOutWhatIsTooLargeToReckonWith() {
        Moments rich = users(2_000, 1).plus(Moments.ofUser(new UserTotals(10, 1, 1, 1e155, 0)));
        List<VariantMetrics> found =
                report.of(Map.of("a", users(2_000, 1), "b", rich), Map.of(), NOW);

        assertThat(found.get(1).metrics())
                .extracting(Figure::metric)
                .containsExactly(
                        "click-through-rate",
                        "conversion-rate",
                        "clicks-per-user",
                        "conversions-per-user");
        assertThat(clickThrough(found.get(1)).comparison()).isNotNull();
        assertThat(
                        report.of(
                                        Map.of(
                                                "a",
                                                rich,
                                                "b",
                                                rich.plus(
                                                        Moments.ofUser(
                                                                new UserTotals(
                                                                        10, 1, 1, 1e308, 0)))),
                                        Map.of(),
                                        NOW)
                                .get(1)
                                .value())
                .isFinite();
    }

    @Test
    void leavesOutRatiosOfNextToNothing() {
        RunningMoments poor = new RunningMoments();
        for (int user = 0; user < 2_000; user++) {
            poor.add(new UserTotals(20, 1, 1, 1e-161 * (1 + user % 3), user % 5));
        }
        List<VariantMetrics> found =
                report.of(Map.of("a", poor.moments(), "b", poor.moments()), Map.of(), NOW);

        assertThat(found.get(1).metrics())
                .filteredOn(each -> each.metric().startsWith("value"))
                .hasSize(2)
                .allSatisfy(each -> assertThat(each.comparison()).isNull());
    }

    @Test
    void theSmallestPValueIsKept() {
        report.of(Map.of("a", users(2_000, 1), "b", users(2_000, 3)), Map.of(), NOW);
        double smallest = kept.get("b|a|click-through-rate");
        List<VariantMetrics> later =
                report.of(Map.of("a", users(2_000, 1), "b", users(2_000, 1)), Map.of(), NOW);

        assertThat(clickThrough(later.get(1)).comparison().pValue()).isEqualTo(smallest);
    }

    @Test
    void besideAnotherControlTheSmallestPValueIsAnother() {
        Map<String, Moments> moments =
                Map.of("a", users(2_000, 1), "b", users(2_000, 3), "c", users(2_000, 3));
        List<Variant> variants =
                List.of(
                        new Variant("a", 0.4, null),
                        new Variant("b", 0.3, null),
                        new Variant("c", 0.3, null));
        assertThat(pValueOfB(report("a", variants, false).of(moments, Map.of(), NOW)))
                .isLessThan(0.001);

        assertThat(pValueOfB(report("c", variants, false).of(moments, Map.of(), NOW))).isEqualTo(1);
    }

    private static double pValueOfB(List<VariantMetrics> report) {
        return clickThrough(report.get(1)).comparison().pValue();
    }

    @Test
    void saysNothingOfSharesThatChangedOnTheWay() {
        Map<String, Moments> moments = Map.of("a", users(4_000, 1), "b", users(2_000, 1));

        assertThat(report("a", true).of(moments, Map.of(), NOW))
                .extracting(VariantMetrics::sampleRatioPValue)
                .containsOnlyNulls();
    }
}
