package io.freshet.core.experiment.statistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FixedHorizonTest {

    private static final FixedHorizon TEST = new FixedHorizon(0.05);

    @Test
    void reachesTheNormalQuantile() {
        Interval interval = TEST.interval(new Estimate(1, 4));
        assertThat(interval.low()).isCloseTo(1 - 2 * 1.959963984540054, within(1e-12));
        assertThat(interval.high()).isCloseTo(1 + 2 * 1.959963984540054, within(1e-12));
    }

    /** From scipy: {@code 2 * v * ((norm.isf(.025) + norm.isf(.2)) / d) ** 2}, rounded up. */
    @Test
    void reckonsTheSampleSize() {
        assertThat(TEST.usersPerVariant(2.7, 0.03, 0.8)).isEqualTo(47_094);
        assertThat(TEST.usersPerVariant(0.0123, -0.001, 0.8)).isEqualTo(193_083);
    }

    @Test
    void refusesADifferenceOfNothing() {
        assertThatThrownBy(() -> TEST.usersPerVariant(1, 0, 0.8))
                .hasMessageContaining("are 0.0, 0.8 and 1.0");
    }
}
