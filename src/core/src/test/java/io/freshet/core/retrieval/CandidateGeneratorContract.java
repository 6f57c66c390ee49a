package io.freshet.core.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.domain.Reason;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every candidate generator holds to. A generator's test extends it. */
interface CandidateGeneratorContract {

    /** The generator; with its counts it knows something of the window of {@link #window()}. */
    CandidateGenerator generator();

    /** What the stream has counted. */
    CountsAtHand counts();

    /** Items "a", "b" and "a" again. */
    default BehaviourWindow window() {
        return TestingWindows.of("a", "b", "a");
    }

    @Test
    default void hasAName() {
        assertThat(generator().source()).isNotBlank();
    }

    @Test
    default void sharesAddUpToNoMoreThanOne() {
        ItemScores scores = generator().score(window(), counts());
        assertThat(scores.itemIds()).isNotEmpty();
        assertThat(scores.itemIds().stream().mapToDouble(scores::share).sum())
                .isBetween(0.0, 1 + 1e-9);
        assertThat(scores.itemIds()).allMatch(itemId -> scores.share(itemId) > 0);
        assertThat(scores.share("nobody's")).isZero();
    }

    @Test
    default void bringsItsBestItemsFirstAndNoneThatIsExcluded() {
        ItemScores scores = generator().score(window(), counts());
        List<String> best = scores.best(100, Set.of());
        assertThat(best).containsExactlyInAnyOrderElementsOf(scores.itemIds());
        assertThat(best)
                .isSortedAccordingTo(
                        (one, other) -> Double.compare(scores.share(other), scores.share(one)));
        assertThat(scores.best(1, Set.of())).containsExactly(best.get(0));
        assertThat(scores.best(100, Set.of(best.get(0)))).doesNotContain(best.get(0));
    }

    @Test
    default void reasonsAreItemsOfTheWindow() {
        ItemScores scores = generator().score(window(), counts());
        for (String itemId : scores.itemIds()) {
            assertThat(scores.reasons(itemId))
                    .hasSizeLessThanOrEqualTo(Reason.MOST)
                    .allSatisfy(reason -> assertThat(reason.itemId()).isIn("a", "b"))
                    .allSatisfy(
                            reason ->
                                    assertThat(reason.weight())
                                            .isBetween(Reason.LEAST_WEIGHT, 1f + 1e-6f));
        }
    }

    @Test
    default void saysTheSameWhenAskedAgain() {
        ItemScores once = generator().score(window(), counts());
        ItemScores again = generator().score(window(), counts());
        assertThat(again.best(100, Set.of())).isEqualTo(once.best(100, Set.of()));
    }
}
