package io.freshet.lab.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.experiment.VariantMetrics;
import io.freshet.core.experiment.VariantMetrics.Beside;
import io.freshet.core.experiment.VariantMetrics.Figure;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VerdictTest {

    @Test
    void decidesByTheIntervalOfTheDifference() {
        assertThat(Verdict.of(treatment(beside(0.1, 0.3)))).isEqualTo(Verdict.BETTER);
        assertThat(Verdict.of(treatment(beside(-0.3, -0.1)))).isEqualTo(Verdict.WORSE);
        assertThat(Verdict.of(treatment(beside(-0.1, 0.1)))).isEqualTo(Verdict.NO_DIFFERENCE);
        assertThat(Verdict.of(treatment(beside(0, 0.2)))).isEqualTo(Verdict.NO_DIFFERENCE);
    }

    @Test
    void saysNothingBeforeThereIsEnough() {
        assertThat(Verdict.of(treatment(null))).isEqualTo(Verdict.TOO_EARLY);
        assertThat(Verdict.of(variant("b", List.of()))).isEqualTo(Verdict.TOO_EARLY);
    }

    @Test
    void hasWords() {
        assertThat(Verdict.NO_DIFFERENCE.words()).isEqualTo("no difference");
    }

    @Test
    void tellsBothVariantsAndTheirDifference() {
        VariantMetrics control = variant("a", List.of());

        assertThat(Verdict.line(treatment(beside(0.1, 0.3)), control))
                .isEqualTo(
                        "b 0.5000 (1,200 users), a no rate (1,200 users); difference +0.2000, from"
                                + " +0.1000 to +0.3000 at 95 %");
        assertThat(Verdict.line(treatment(null), control)).endsWith("; too early to compare");
    }

    private static Beside beside(double low, double high) {
        return new Beside((low + high) / 2, low, high, 0, 0, 0, 1, 0);
    }

    private static VariantMetrics treatment(@Nullable Beside beside) {
        return variant(
                "b",
                List.of(
                        new Figure("conversion-rate", 0.1, 0.01, beside(-1, -0.5)),
                        new Figure("click-through-rate", 0.5, 0.01, beside)));
    }

    private static VariantMetrics variant(String name, List<Figure> figures) {
        return new VariantMetrics("e", name, false, 0, 1_200, 0, 0, 0, 0, 1.0, null, null, figures);
    }
}
