package io.freshet.core.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.freshet.core.retrieval.LogLinearBlend.Shares;
import io.freshet.core.retrieval.LogLinearBlend.Term;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogLinearBlendTest {

    private static final LogLinearBlend BLEND =
            new LogLinearBlend(List.of(new Term(0.5, 0.01, 0.8), new Term(0, 1, 0.1)));

    private static Shares shares(double... shares) {
        return place -> shares[place];
    }

    @Test
    void addsTheLogarithmsOfTheShares() {
        assertThat(BLEND.score(-2, shares(0.24, 0.9)))
                .isCloseTo(-2 + 0.5 * Math.log(0.25), within(1e-12));
    }

    @Test
    void anUnknownItemGetsSharesInThePlaceOfTheModel() {
        assertThat(BLEND.scoreOfUnknown(shares(0.24, 0.5)))
                .isCloseTo(Math.log(0.8 * 0.24) + 0.5 * Math.log(0.25), within(1e-12));
    }

    @Test
    void anUnknownItemThatNobodySpeaksForGetsAFiniteScore() {
        assertThat(BLEND.scoreOfUnknown(shares(0, 0))).isFinite().isLessThan(-20);
    }

    @Test
    void theHeaviestLiftsTheItemMost() {
        assertThat(BLEND.heaviest(shares(0.001, 0.9), true)).isZero();
        assertThat(BLEND.heaviest(shares(0.01, 0.9), false)).isEqualTo(1);
        assertThat(BLEND.heaviest(shares(0, 0.9), true)).as("no lift, but a share").isEqualTo(1);
    }

    @Test
    void numbersThatCannotBeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Term(-1, 1, 1))
                .withMessage("blend: weight is -1.0, expected at least 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Term(1, 0, 1))
                .withMessage("blend: epsilon is 0.0, expected more than 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Term(1, 1, Double.NaN))
                .withMessage("blend: unknown is NaN, expected 0 to 1");
    }
}
