package io.freshet.core.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ItemScoresTest {

    private static ItemScores scores(Map<String, Double> scores) {
        return ItemScores.of(scores, itemId -> List.of());
    }

    @Test
    void ofEqualScoresTheSmallerIdComesFirst() {
        assertThat(scores(Map.of("b", 1.0, "c", 2.0, "a", 1.0)).best(2, Set.of()))
                .containsExactly("c", "a");
    }

    @Test
    void whatIsNoScoreIsLeftOutAndSpoilsNoOther() {
        ItemScores scores =
                scores(
                        Map.of(
                                "a", 3.0,
                                "b", 1.0,
                                "nan", Double.NaN,
                                "endless", Double.POSITIVE_INFINITY,
                                "below", -1.0));
        assertThat(scores.best(10, Set.of())).containsExactly("a", "b");
        assertThat(scores.share("a")).isEqualTo(0.75);
        assertThat(scores.share("nan")).isZero();
        assertThat(scores.share("endless")).isZero();
        assertThat(scores.share("below")).isZero();
    }
}
