package io.freshet.core.experiment.statistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SampleRatioTest {

    private static final SampleRatio HALVES = new SampleRatio(new double[] {1, 1}, 1_000);
    private static final SampleRatio ONE_TWO_THREE = new SampleRatio(new double[] {1, 2, 3}, 1_000);

    /** From scipy's {@code gammaln}, and user by user from the predictive probabilities. */
    @Test
    void givesScipysEvidence() {
        assertThat(HALVES.logEvidence(new long[] {5_200, 4_800}))
                .isCloseTo(6.075817651588295, within(1e-8));
        assertThat(ONE_TWO_THREE.logEvidence(new long[] {100, 240, 310}))
                .isCloseTo(0.25553787194560906, within(1e-8));
        assertThat(HALVES.logEvidence(new long[] {50, 50}))
                .isCloseTo(-0.04767781716505226, within(1e-8));
    }

    @Test
    void turnsEvidenceIntoAPValue() {
        assertThat(HALVES.pValue(new long[] {5_200, 4_800}))
                .isCloseTo(Math.exp(-6.075817651588295), within(1e-9));
        assertThat(HALVES.pValue(new long[] {50, 50})).isEqualTo(1);
        assertThat(HALVES.pValue(new long[2])).isEqualTo(1);
    }

    /** What makes the evidence a martingale: on average the next user changes nothing. */
    @Property
    void expectsNoMoreEvidenceFromTheNextUser(
            @ForAll @IntRange(max = 5_000) int first,
            @ForAll @IntRange(max = 5_000) int second,
            @ForAll @IntRange(max = 5_000) int third) {
        long[] users = {first, second, third};
        double now = ONE_TWO_THREE.logEvidence(users);
        double next = 0;
        for (int variant = 0; variant < users.length; variant++) {
            long[] more = users.clone();
            more[variant]++;
            next += (variant + 1) / 6.0 * Math.exp(ONE_TWO_THREE.logEvidence(more) - now);
        }
        assertThat(next).isCloseTo(1, within(1e-8));
    }

    /** From scipy's {@code chisquare}. */
    @Test
    void givesScipysChiSquaredPValue() {
        assertThat(HALVES.chiSquaredPValue(new long[] {5_200, 4_800}))
                .isCloseTo(6.334248366623988e-05, within(1e-12));
        assertThat(ONE_TWO_THREE.chiSquaredPValue(new long[] {100, 240, 310}))
                .isCloseTo(0.14615655707154235, within(1e-12));
        assertThat(HALVES.chiSquaredPValue(new long[2])).isEqualTo(1);
    }

    @Test
    void aShareMayBeAllThatANumberHolds() {
        SampleRatio ratio = new SampleRatio(new double[] {1, 1e-17});

        assertThat(ratio.pValue(new long[] {1_000, 0})).isEqualTo(1);
        assertThat(ratio.logEvidence(new long[] {1_000, 50})).isPositive();
    }

    @Test
    void refusesSharesOfNothing() {
        assertThatThrownBy(() -> new SampleRatio(new double[] {1, 0}))
                .hasMessage("weights are [1.0, 0.0], expected two or more, each more than 0");
        assertThatThrownBy(() -> new SampleRatio(new double[] {1}))
                .hasMessage("weights are [1.0], expected two or more, each more than 0");
        assertThatThrownBy(() -> HALVES.pValue(new long[3]))
                .hasMessage("users are [0, 0, 0], expected 2 numbers of 0 or more");
    }
}
