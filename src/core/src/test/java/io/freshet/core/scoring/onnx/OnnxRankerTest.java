package io.freshet.core.scoring.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.behaviour.WindowBounds;
import io.freshet.core.bundle.ModelBundle;
import io.freshet.core.bundle.Precision;
import io.freshet.core.domain.Interaction;
import io.freshet.core.domain.Reason;
import io.freshet.core.scoring.RankedItem;
import io.freshet.core.scoring.Ranker;
import io.freshet.core.scoring.Ranking;
import io.freshet.core.scoring.RankingRequest;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The tiny bundle in ONNX Runtime; opening it has proved its golden vectors. */
class OnnxRankerTest {

    private static ModelBundle bundle;
    private static Ranker ranker;

    @BeforeAll
    static void openOnTheCpu() {
        bundle = ModelBundle.load(Path.of("src/test/resources/tiny-bundle"));
        ranker = OnnxRanker.open(bundle, new OnnxSettings(Provider.CPU, 1, Precision.FP32));
    }

    @AfterAll
    static void close() {
        ranker.close();
    }

    private static BehaviourWindow window(String... items) {
        BehaviourWindow window = BehaviourWindow.empty();
        for (int i = 0; i < items.length; i++) {
            window.insert(
                    Interaction.of("e" + i, "user", items[i], "view", 1_000_000L + 1000L * i),
                    new WindowBounds(50, Long.MAX_VALUE / 2));
        }
        return window;
    }

    /** The best items after one window. */
    private static List<RankedItem> best(Ranker by, BehaviourWindow window, int k) {
        return by.rank(List.of(new RankingRequest(window, List.of())), k).get(0).best();
    }

    @Test
    void ranksAWindowTheSameAloneAndInABatch() {
        BehaviourWindow first = window("item-3", "item-4");
        BehaviourWindow second = window("item-9", "item-20", "item-21");
        List<RankedItem> alone = best(ranker, first, 5);
        List<RankedItem> batched =
                ranker.rank(
                                List.of(
                                        new RankingRequest(second, List.of("item-1")),
                                        new RankingRequest(first, List.of())),
                                5)
                        .get(1)
                        .best();
        assertThat(alone).hasSize(5).extracting(RankedItem::itemId).doesNotHaveDuplicates();
        assertThat(batched)
                .extracting(RankedItem::itemId)
                .containsExactlyElementsOf(alone.stream().map(RankedItem::itemId).toList());
    }

    @Test
    void scoresAreLogProbabilitiesOverTheVocabulary() {
        List<RankedItem> all = best(ranker, window("item-3"), 1000);
        assertThat(all).hasSize(bundle.vocabulary().size());
        double sum = all.stream().mapToDouble(item -> Math.exp(item.score())).sum();
        assertThat(sum).isBetween(0.999, 1.001);
    }

    @Test
    void scoresTheCandidatesItKnowsWhereverTheyRank() {
        List<List<String>> candidates =
                List.of(List.of("item-1", "stranger", "item-40"), List.of("item-7"));
        List<Ranking> rankings =
                ranker.rank(
                        List.of(
                                new RankingRequest(window("item-3"), candidates.get(0)),
                                new RankingRequest(window("item-9", "item-20"), candidates.get(1))),
                        1000);
        for (int row = 0; row < candidates.size(); row++) {
            Map<String, Float> all = new HashMap<>();
            rankings.get(row).best().forEach(item -> all.put(item.itemId(), item.score()));
            float[] scores = rankings.get(row).candidateScores();
            assertThat(scores).hasSameSizeAs(candidates.get(row));
            for (int place = 0; place < scores.length; place++) {
                assertThat(scores[place])
                        .isEqualTo(all.getOrDefault(candidates.get(row).get(place), Float.NaN));
            }
        }
    }

    @Test
    void givesReasonsFromTheWindow() {
        List<RankedItem> ranked = best(ranker, window("item-3", "item-8"), 3);
        assertThat(ranked)
                .allSatisfy(
                        item ->
                                assertThat(item.reasons())
                                        .isNotEmpty()
                                        .extracting(Reason::itemId)
                                        .isSubsetOf("item-3", "item-8"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Precision.class,
            names = {"FP16", "INT8"})
    void aSmallerPrecisionRanksAlike(Precision precision) {
        BehaviourWindow window = window("item-3", "item-4");
        RankedItem exact = best(ranker, window, 1).get(0);
        try (Ranker smaller =
                OnnxRanker.open(bundle, new OnnxSettings(Provider.CPU, 1, precision))) {
            RankedItem found = best(smaller, window, 1).get(0);
            assertThat(found.itemId()).isEqualTo(exact.itemId());
            assertThat(found.score())
                    .isCloseTo(
                            exact.score(),
                            Offset.offset(bundle.model(precision).tolerance().score()))
                    .isNotEqualTo(exact.score());
        }
    }

    @Test
    void cannotRankByUnknownItemsAlone() {
        assertThat(ranker.canRankBy(window("stranger"))).isFalse();
        assertThat(ranker.canRankBy(window("stranger", "item-1"))).isTrue();
    }
}
