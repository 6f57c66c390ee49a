package io.freshet.core.experiment.statistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfidenceSequenceTest {

    private static final Estimate DIFFERENCE = new Estimate(0.035, 1e-4);

    /** From scipy: rho by {@code special.lambertw(-alpha**2 / e, -1)}, then theorem 2.2. */
    @ParameterizedTest
    @CsvSource({
        "0.05, 100, 8.943802237932147",
        "0.05, 1000, 3.823218333037801",
        "0.05, 10000, 3.035122413028551",
        "0.05, 100000, 3.2463107546131273",
        "0.01, 100, 9.413306564100141",
        "0.01, 1000, 4.299208436928818",
        "0.01, 10000, 3.5716062524437686",
        "0.01, 100000, 3.7556296869331973"
    })
    void reachesAsFarAsScipySays(double alpha, double users, double criticalValue) {
        ConfidenceSequence sequence = ConfidenceSequence.tightestAt(10_000, alpha);
        assertThat(sequence.criticalValue(users)).isCloseTo(criticalValue, within(1e-10));
    }

    @Property
    void isTightestWhereItWasPlanned(@ForAll @DoubleRange(min = 0.01, max = 100) double other) {
        ConfidenceSequence sequence = ConfidenceSequence.tightestAt(5_000, 0.05);
        assertThat(sequence.criticalValue(5_000 * other))
                .isGreaterThanOrEqualTo(sequence.criticalValue(5_000) - 1e-12);
    }

    @Test
    void laysTheIntervalAroundTheEstimate() {
        ConfidenceSequence sequence = ConfidenceSequence.tightestAt(10_000, 0.05);
        Interval interval = sequence.interval(DIFFERENCE, 10_000);
        assertThat(interval.low()).isCloseTo(0.035 - 0.03035122413028551, within(1e-12));
        assertThat(interval.high()).isCloseTo(0.035 + 0.03035122413028551, within(1e-12));
    }

    @Test
    void turnsRoundToAPValue() {
        // 3.5 standard errors at n rho^2 = 5; scipy's brentq on the alpha whose interval ends at 0.
        assertThat(new ConfidenceSequence(0.05, 5e-4).pValue(DIFFERENCE, 10_000))
                .isCloseTo(0.014871822972355618, within(1e-12));
    }

    @Property
    void excludesNothingExactlyWhereThePValueIsBelowAlpha(
            @ForAll @DoubleRange(min = -8, max = 8) double score,
            @ForAll @DoubleRange(min = 10, max = 1e6) double users) {
        ConfidenceSequence sequence = ConfidenceSequence.tightestAt(2_000, 0.05);
        Estimate difference = new Estimate(score, 1);
        boolean sure = sequence.pValue(difference, users) < 0.05;
        assertThat(sequence.interval(difference, users).contains(0)).isEqualTo(!sure);
    }

    @Test
    void neverSaysMoreThanNothing() {
        ConfidenceSequence sequence = ConfidenceSequence.tightestAt(2_000, 0.05);
        assertThat(sequence.pValue(new Estimate(0, 1), 2_000)).isEqualTo(1);
        assertThat(sequence.pValue(new Estimate(0, 0), 2_000)).isEqualTo(1);
        assertThat(sequence.pValue(new Estimate(0.1, 1), 2_000)).isEqualTo(1);
    }

    @Test
    void refusesWhatIsNoProbability() {
        assertThatThrownBy(() -> ConfidenceSequence.tightestAt(100, 1))
                .hasMessage("alpha is 1.0, expected 0 to 1");
        assertThatThrownBy(() -> ConfidenceSequence.tightestAt(0, 0.05))
                .hasMessage("plannedUsers is 0.0, expected more than 0");
    }
}
