package io.freshet.job.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.core.bundle.Blend;
import io.freshet.core.bundle.BundleException;
import io.freshet.core.retrieval.BasketGap;
import io.freshet.core.retrieval.CoVisitationCounting;
import io.freshet.job.config.CountSettings;
import io.freshet.job.config.PairSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Of a job that counts as {@link TestingCounts} says. */
class FittedCountingTest {

    private final Map<String, Object> pairs =
            new HashMap<>(Map.of("kind", "co-visitation", "reach", 2, "backward", 0.5));
    private final Map<String, Object> popular =
            new HashMap<>(
                    Map.of(
                            "kind",
                            "recent-popularity",
                            "half_life_hours",
                            TestingCounts.HALF_LIFE / 3.6e6,
                            "listed",
                            2));

    private List<String> differences() {
        return differences(TestingCounts.SETTINGS);
    }

    private List<String> differences(CountSettings counts) {
        return FittedCounting.differences(
                LiveBlend.of(
                        new Blend(
                                "log-linear",
                                Map.of("pairs", 1.0, "popular", 1.0),
                                Map.of("pairs", 0.1, "popular", 0.1),
                                Map.of("pairs", pairs, "popular", popular),
                                noUnknown())),
                counts);
    }

    /** As the tests count, but of baskets. */
    private static CountSettings ofBaskets() {
        CountSettings counts = TestingCounts.SETTINGS;
        CoVisitationCounting counting = counts.pairs().counting();
        return new CountSettings(
                counts.intervalMillis(),
                counts.popular(),
                counts.fresh(),
                new PairSettings(
                        true,
                        new CoVisitationCounting(
                                counting.reach(),
                                counting.distanceDecay(),
                                counting.backward(),
                                new BasketGap(60_000),
                                counting.longestPauseMillis(),
                                counting.halfLifeMillis(),
                                counting.neighbours()),
                        counts.pairs().ttl(),
                        counts.pairs().atHand()));
    }

    private static @Nullable Map<String, Double> noUnknown() {
        return null;
    }

    @Test
    void nothingIsSaidOfAJobThatCountsAsWasFitted() {
        assertThat(differences()).isEmpty();
        pairs.put("distance_decay", null);
        pairs.put("half_life_hours", null);
        pairs.put("basket_gap_hours", null);
        popular.remove("listed");
        assertThat(differences()).isEmpty();
    }

    @Test
    void everyOptionThatDiffersIsNamed() {
        pairs.putAll(
                Map.of("reach", 10, "distance_decay", 0.2, "backward", 1, "half_life_hours", 18));
        pairs.put("basket_gap_hours", 12);
        popular.putAll(Map.of("half_life_hours", 336, "listed", 1_000));
        assertThat(differences())
                .containsExactly(
                        "recommender.covisitation.reach 10, this job has 2",
                        "recommender.covisitation.distance-decay 0.2, this job has 0",
                        "recommender.covisitation.basket-gap PT12H, this job has none",
                        "recommender.covisitation.backward 1, this job has 0.5",
                        "recommender.covisitation.half-life PT18H, this job has none",
                        "recommender.popular.half-life PT336H, this job has PT1M",
                        "recommender.popular.size 1000, this job has 2");
    }

    @Test
    void aBundleThatDoesNotSayWhatABasketIsIsNotHeldAgainstTheJob() {
        assertThat(differences(ofBaskets())).isEmpty();
        pairs.put("basket_gap_hours", null);
        assertThat(differences(ofBaskets()))
                .containsExactly("recommender.covisitation.basket-gap none, this job has PT1M");
    }

    @Test
    void aBasketGapBelowZeroIsTheBundlesFault() {
        pairs.put("basket_gap_hours", -2);
        assertThatThrownBy(this::differences)
                .isInstanceOf(BundleException.class)
                .hasMessage(
                        "the blend's count 'co-visitation' has -2 as basket_gap_hours, expected 0 or"
                                + " more");
    }
}
