package io.freshet.core.experiment.statistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CovariateAdjustmentTest {

    /** From numpy: polyfit of the residuals, then the variance of what is left user by user. */
    @ParameterizedTest
    @CsvSource({
        "CLICK_THROUGH_RATE, 0.06940378156608933, 0.35821928687919075, 0.003534654725346527",
        "CONVERSION_RATE, 0.032900212480538954, 0.109740268924422, 0.0020095636251325354",
        "VALUE_PER_EXPOSURE, 0.7387664378665784, 1.6567180650888926, 0.44461409317381556",
        "CLICKS_PER_USER, 0.3595425303788422, 1.557585775553967, 0.08148448505033459",
        "CONVERSIONS_PER_USER, 0.11579699785561122, 0.4782880629020729, 0.04426481636640429",
        "VALUE_PER_USER, 1.850964974982131, 7.24669406719085, 10.304092145238704"
    })
    void givesNumpysThetaAndVariance(Metric metric, double theta, double value, double variance) {
        CovariateAdjustment adjustment = CovariateAdjustment.of(metric, TestingVariants.ALL);
        assertThat(adjustment.theta()).isCloseTo(theta, within(1e-12));
        Estimate estimate = adjustment.estimate(TestingVariants.TREATMENT);
        assertThat(estimate.value()).isCloseTo(value, within(1e-12));
        assertThat(estimate.variance()).isCloseTo(variance, within(1e-12 * (1 + variance)));
    }

    @Test
    void saysHowMuchVarianceIsGone() {
        CovariateAdjustment adjustment =
                CovariateAdjustment.of(Metric.CLICKS_PER_USER, TestingVariants.ALL);
        assertThat(adjustment.saved(TestingVariants.TREATMENT))
                .isCloseTo(1 - 0.08148448505033459 / 0.24776785714285715, within(1e-12));
    }

    @Test
    void takesAllOfWhatTheCovariateExplainsAllOf() {
        // Clicks are twice the activity before; the treatment has the more active users by chance.
        Moments treatment =
                TestingVariants.moments(
                        new UserTotals(1, 8, 0, 0, 4), new UserTotals(1, 12, 0, 0, 6));
        Moments control =
                TestingVariants.moments(
                        new UserTotals(1, 2, 0, 0, 1), new UserTotals(1, 10, 0, 0, 5));
        CovariateAdjustment adjustment =
                CovariateAdjustment.of(Metric.CLICKS_PER_USER, treatment.plus(control));
        assertThat(adjustment.theta()).isCloseTo(2, within(1e-12));
        Estimate difference = adjustment.estimate(treatment).minus(adjustment.estimate(control));
        assertThat(difference.value()).isCloseTo(0, within(1e-12));
        assertThat(difference.variance()).isCloseTo(0, within(1e-12));
    }

    @Test
    void changesNothingWhereNobodyWasThereBefore() {
        Moments fresh =
                TestingVariants.moments(
                        new UserTotals(2, 1, 0, 0, 0), new UserTotals(3, 2, 0, 0, 0));
        CovariateAdjustment adjustment = CovariateAdjustment.of(Metric.CLICK_THROUGH_RATE, fresh);
        assertThat(adjustment.estimate(fresh)).isEqualTo(Metric.CLICK_THROUGH_RATE.estimate(fresh));
        assertThat(adjustment.saved(fresh)).isZero();
    }
}
