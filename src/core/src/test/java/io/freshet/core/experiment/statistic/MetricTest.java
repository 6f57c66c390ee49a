package io.freshet.core.experiment.statistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricTest {

    @ParameterizedTest
    @CsvSource({
        "CLICK_THROUGH_RATE, 0.3611111111111111, 0.004009079626363577",
        "CONVERSION_RATE, 0.1111111111111111, 0.002220915801162715",
        "VALUE_PER_EXPOSURE, 1.6875, 0.5315669091710759",
        "CLICKS_PER_USER, 1.625, 0.24776785714285715",
        "CONVERSIONS_PER_USER, 0.5, 0.07142857142857142",
        "VALUE_PER_USER, 7.59375, 17.857003348214285"
    })
    void givesNumpysRatioAndDeltaVariance(Metric metric, double value, double variance) {
        Estimate estimate = metric.estimate(TestingVariants.TREATMENT);
        assertThat(estimate.value()).isCloseTo(value, within(1e-12));
        assertThat(estimate.variance()).isCloseTo(variance, within(1e-12 * (1 + variance)));
        assertThat(metric.varianceOfUser(TestingVariants.TREATMENT))
                .isCloseTo(8 * variance, within(1e-11 * (1 + variance)));
    }

    @Test
    void countsUsersNotExposures() {
        // Two users of ten slates are two, not twenty: who clicks always and who never does.
        Moments two =
                TestingVariants.moments(
                        new UserTotals(10, 10, 0, 0, 0), new UserTotals(10, 0, 0, 0, 0));
        Estimate estimate = Metric.CLICK_THROUGH_RATE.estimate(two);
        assertThat(estimate).isEqualTo(new Estimate(0.5, 0.25));
    }

    @Test
    void isNotDefinedOfOneUserOrOfNothingToDivideBy() {
        Moments one = Moments.ofUser(new UserTotals(10, 1, 0, 0, 0));
        Moments idle = TestingVariants.moments(UserTotals.enrolled(1), UserTotals.enrolled(2));
        assertThat(Metric.CLICK_THROUGH_RATE.isDefined(one)).isFalse();
        assertThat(Metric.CLICK_THROUGH_RATE.isDefined(idle)).isFalse();
        assertThat(Metric.CLICKS_PER_USER.isDefined(idle)).isTrue();
        assertThatThrownBy(() -> Metric.CLICK_THROUGH_RATE.estimate(idle))
                .hasMessage(
                        "click-through-rate of 2.0 users with 0.0 to divide by, expected 2 users"
                                + " and more than 0");
    }

    @Test
    void hasANameOfItsOwn() {
        assertThat(Stream.of(Metric.values()).map(Metric::id)).doesNotHaveDuplicates();
    }
}
