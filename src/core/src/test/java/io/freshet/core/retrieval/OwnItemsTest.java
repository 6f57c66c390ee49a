package io.freshet.core.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.freshet.core.domain.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnItemsTest implements CandidateGeneratorContract {

    @Override
    public CandidateGenerator generator() {
        return new OwnItems(0.5, BasketGap.NONE);
    }

    @Override
    public CountsAtHand counts() {
        return new CountsTable(1_000);
    }

    @Test
    void everyStepBackIsWorthLess() {
        ItemScores scores = generator().score(window(), counts());
        assertThat(scores.share("a")).isCloseTo(1.25 / 1.75, within(1e-12));
        assertThat(scores.share("b")).isCloseTo(0.5 / 1.75, within(1e-12));
        assertThat(scores.reasons("b")).containsExactly(new Reason("b", 1));
    }

    @Test
    void aBasketIsOneStep() {
        ItemScores scores =
                new OwnItems(0.5, new BasketGap(1_000))
                        .score(TestingWindows.of("a", "b", "c"), counts());
        assertThat(List.of("a", "b", "c"))
                .allSatisfy(item -> assertThat(scores.share(item)).isEqualTo(1.0 / 3));
    }

    @Test
    void anotherDecayIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OwnItems(1.5, BasketGap.NONE))
                .withMessage("own items: decay is 1.5, expected 0 to 1");
    }
}
