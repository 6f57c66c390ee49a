package io.freshet.core.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.domain.Candidate;
import io.freshet.core.domain.Origin;
import io.freshet.core.domain.Reason;
import io.freshet.core.retrieval.CandidateMerger.Generated;
import io.freshet.core.retrieval.CandidateMerger.ModelScores;
import io.freshet.core.retrieval.CandidateMerger.Quota;
import io.freshet.core.retrieval.LogLinearBlend.Term;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CandidateMergerTest {

    private static final BehaviourWindow WINDOW = TestingWindows.of("w");

    private static final Origin CATALOGUE = new Origin("catalogue", List.of());

    private static final CandidateMerger MERGER =
            new CandidateMerger(
                    List.of(
                            new Quota(saying("co", Map.of("x", 3.0, "m", 1.0)), 2),
                            new Quota(saying("popular", Map.of("x", 1.0, "p", 2.0, "q", 1.0)), 1)),
                    new LogLinearBlend(List.of(new Term(1, 0.25, 1), new Term(0, 1, 0.5))));

    private static CandidateGenerator saying(String source, Map<String, Double> scores) {
        return new CandidateGenerator() {
            @Override
            public String source() {
                return source;
            }

            @Override
            public ItemScores score(BehaviourWindow window, CountsAtHand counts) {
                return ItemScores.of(scores, itemId -> List.of(new Reason(source, 1)));
            }
        };
    }

    private static Generated generate(Set<String> excluded) {
        return MERGER.generate(WINDOW, new CountsTable(1_000), excluded);
    }

    private static Candidate of(String itemId, List<Candidate> candidates) {
        return candidates.stream()
                .filter(each -> each.itemId().equals(itemId))
                .reduce(
                        (one, other) -> {
                            throw new AssertionError(itemId + " twice");
                        })
                .orElseThrow();
    }

    @Test
    void everyGeneratorBringsItsQuotaAndEachItemOnce() {
        assertThat(generate(Set.of()).itemIds()).containsExactly("x", "m", "p");
        assertThat(generate(Set.of("p", "x")).itemIds()).containsExactly("m", "q");
    }

    @Test
    void blendsTheModelsScoreWithTheShares() {
        List<Candidate> merged =
                MERGER.merge(
                        generate(Set.of()),
                        List.of(
                                new Candidate("k", -1, () -> CATALOGUE),
                                new Candidate("m", -2, () -> CATALOGUE)),
                        place -> place == 0 ? -3 : Float.NaN);

        assertThat(merged).hasSize(4);
        assertThat(of("k", merged).score()).isCloseTo(-1 + log(0.25), within(1e-6f));
        assertThat(of("m", merged).score()).isCloseTo(-2 + log(0.5), within(1e-6f));
        assertThat(of("m", merged).origin().get()).isEqualTo(CATALOGUE);
        assertThat(of("x", merged).score()).isCloseTo(-3 + log(1), within(1e-6f));
    }

    @Test
    void theSourceIsTheGeneratorThatGivesMostWeight() {
        List<Candidate> merged = MERGER.merge(generate(Set.of()), List.of(), ModelScores.NONE);
        assertThat(of("x", merged).origin().get())
                .isEqualTo(new Origin("co", List.of(new Reason("co", 1))));
        assertThat(of("p", merged).origin().get().source()).isEqualTo("popular");
    }

    @Test
    void anItemThatTheModelDoesNotKnowIsScoredByShares() {
        List<Candidate> merged = MERGER.merge(generate(Set.of()), List.of(), ModelScores.NONE);
        // 0.75 of "co" is more than a quarter of "popular", which counts half.
        assertThat(of("x", merged).score()).isCloseTo(log(0.75) + log(1), within(1e-6f));
        assertThat(of("p", merged).score()).isCloseTo(log(0.5 * 0.5) + log(0.25), within(1e-6f));
    }

    private static float log(double value) {
        return (float) Math.log(value);
    }

    @Test
    void aGeneratorThatMayBringNothingIsRefused() {
        CandidateGenerator some = saying("some", Map.of());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Quota(some, 0))
                .withMessage("some may bring 0 items, expected at least 1");
    }

    @Test
    void everyGeneratorNeedsATerm() {
        List<Quota> generators = List.of(new Quota(saying("some", Map.of()), 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CandidateMerger(generators, new LogLinearBlend(List.of())))
                .withMessage("1 generators, 0 terms");
    }
}
