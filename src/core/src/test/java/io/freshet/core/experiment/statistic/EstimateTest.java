package io.freshet.core.experiment.statistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EstimateTest {

    private static final Estimate TREATMENT =
            Metric.CLICK_THROUGH_RATE.estimate(TestingVariants.TREATMENT);
    private static final Estimate CONTROL =
            Metric.CLICK_THROUGH_RATE.estimate(TestingVariants.CONTROL);

    /** Figures from numpy, see {@link TestingVariants}. */
    @Test
    void subtracts() {
        Estimate difference = TREATMENT.minus(CONTROL);
        assertThat(difference.value()).isCloseTo(0.14489489489489488, within(1e-14));
        assertThat(difference.variance()).isCloseTo(0.005684800884340575, within(1e-14));
    }

    @Test
    void liftsByTheDeltaMethod() {
        Estimate lift = TREATMENT.liftOver(CONTROL);
        assertThat(lift.value()).isCloseTo(0.6701388888888888, within(1e-13));
        assertThat(lift.variance()).isCloseTo(0.18574070119088443, within(1e-13));
    }

    @Test
    void liftsByHand() {
        // 1.1^2 * 4e-4 + 1e-4 over 2^2: the control's error counts for more where the lift is up.
        Estimate lift = new Estimate(2.2, 1e-4).liftOver(new Estimate(2, 4e-4));
        assertThat(lift.value()).isCloseTo(0.1, within(1e-15));
        assertThat(lift.variance()).isCloseTo(1.46e-4, within(1e-15));
    }

    @Test
    void makesALogarithmOfARatioByHand() {
        Estimate logarithm = new Estimate(2.2, 1e-4).logRatio(new Estimate(2, 4e-4));
        assertThat(logarithm.value()).isCloseTo(Math.log(1.1), within(1e-15));
        assertThat(logarithm.variance()).isCloseTo(1e-4 / 4.84 + 1e-4, within(1e-15));
    }

    @Test
    void refusesALiftOverNothing() {
        assertThatThrownBy(() -> TREATMENT.liftOver(new Estimate(0, 1)))
                .hasMessage("there is no lift over a control of 0");
        assertThatThrownBy(() -> TREATMENT.logRatio(new Estimate(0, 1)))
                .hasMessageEndingWith("and 0.0, expected both more than 0");
    }
}
