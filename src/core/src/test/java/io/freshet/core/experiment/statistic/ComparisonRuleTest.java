package io.freshet.core.experiment.statistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ComparisonRuleTest {

    private static final ConfidenceSequence SEQUENCE = ConfidenceSequence.tightestAt(16, 0.05);
    private static final Metric CLICKS = Metric.CLICKS_PER_USER;

    @Test
    void comparesWithoutAdjustment() {
        Comparison comparison = compare(new MinimumSample(8, 3), false);
        Estimate difference = comparison.treatment().minus(comparison.control());
        assertThat(comparison.difference().estimate()).isEqualTo(difference);
        assertThat(comparison.difference().interval()).isEqualTo(SEQUENCE.interval(difference, 16));
        assertThat(comparison.lift().estimate().value()).isCloseTo(0.625, within(1e-12));
        Interval logarithms =
                SEQUENCE.interval(comparison.treatment().logRatio(comparison.control()), 16);
        assertThat(comparison.lift().interval().low())
                .isCloseTo(Math.exp(logarithms.low()) - 1, within(1e-12));
        assertThat(comparison.lift().interval().high())
                .isCloseTo(Math.exp(logarithms.high()) - 1, within(1e-12));
        assertThat(comparison.pValue()).isEqualTo(SEQUENCE.pValue(difference, 16));
        assertThat(comparison.varianceSaved()).isZero();
    }

    @Test
    void comparesWithAdjustment() {
        Comparison comparison = compare(new MinimumSample(8, 3), true);
        assertThat(comparison.treatment()).isEqualTo(CLICKS.estimate(TestingVariants.TREATMENT));
        CovariateAdjustment adjustment = CovariateAdjustment.of(CLICKS, TestingVariants.ALL);
        Estimate difference =
                adjustment
                        .estimate(TestingVariants.TREATMENT)
                        .minus(adjustment.estimate(TestingVariants.CONTROL));
        assertThat(comparison.difference().estimate()).isEqualTo(difference);
        double plain = comparison.treatment().variance() + comparison.control().variance();
        assertThat(comparison.varianceSaved())
                .isCloseTo(1 - difference.variance() / plain, within(1e-12))
                .isPositive();
    }

    @Test
    void saysNothingOfTooFewUsers() {
        assertThat(compared(new MinimumSample(9, 3), false)).isEmpty();
    }

    @Test
    void saysNothingOfTooFewWhoContribute() {
        // The treatment's 13 clicks are of 6 users, but unevenly: 13^2 / 35 = 4.83.
        assertThat(compared(new MinimumSample(8, 4.84), false)).isEmpty();
        assertThat(compared(new MinimumSample(8, 4.82), false)).isPresent();
    }

    private static Comparison compare(MinimumSample minimum, boolean adjusted) {
        return compared(minimum, adjusted).orElseThrow();
    }

    private static Optional<Comparison> compared(MinimumSample minimum, boolean adjusted) {
        return new ComparisonRule(SEQUENCE, minimum, adjusted)
                .compare(
                        CLICKS,
                        TestingVariants.TREATMENT,
                        TestingVariants.CONTROL,
                        TestingVariants.ALL);
    }
}
