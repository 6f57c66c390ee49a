package io.freshet.job.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.behaviour.BehaviourWindowFormat;
import io.freshet.core.bundle.Blend;
import io.freshet.core.domain.Candidate;
import io.freshet.core.retrieval.CandidateMerger;
import io.freshet.core.retrieval.CandidateMerger.ModelScores;
import io.freshet.core.retrieval.CountsTable;
import io.freshet.core.retrieval.ItemNeighbours;
import io.freshet.job.config.CandidateSettings;
import io.freshet.job.config.ConfigurationException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.testutils.logging.LoggerAuditingExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.event.Level;

/** What a bundle's blend does in a job, and what is refused before it starts. */
class CandidateSetupTest {

    private static final CandidateSettings CO_VISITATION_ONLY =
            new CandidateSettings(1_500, 100, 0, 0, 0, Map.of(), true);

    @RegisterExtension
    private final LoggerAuditingExtension setUp =
            new LoggerAuditingExtension(CandidateSetup.class, Level.INFO);

    @RegisterExtension
    private final LoggerAuditingExtension liveBlend =
            new LoggerAuditingExtension(LiveBlend.class, Level.INFO);

    private final Map<String, Double> weights = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> counts = new LinkedHashMap<>();

    @Test
    void withoutABlendTheModelScoresAlone() {
        assertThat(lift(Optional.empty())).isZero();
        assertThat(setUp.getMessages())
                .containsExactly("The bundle has no blend: the model scores alone");
    }

    @Test
    void whereABlendIsNotWantedTheModelScoresAlone() {
        coVisitation("co-visitation", 2);
        check(new CandidateSettings(1_500, 100, 0, 0, 0, Map.of(), false), blend());

        assertThat(setUp.getMessages())
                .containsExactly("recommender.candidates.blend is false: the model scores alone");
        assertThat(liveBlend.getMessages()).isEmpty();
    }

    @Test
    void aCountLiftsWhatItKnowsByItsWeight() {
        coVisitation("co-visitation", 2);

        assertThat(lift(blend())).isPositive();
    }

    @Test
    void aBlendThatCannotBeComputedLeavesTheModelAlone() {
        coVisitation("co-visitation", 2);
        count("vs-knn", 1, Map.of("kind", "vs-knn"));

        assertThat(lift(blend())).isZero();
        assertThat(liveBlend.getMessages())
                .containsExactly(
                        "The bundle's blend is left out, the model scores alone: it counts"
                                + " 'vs-knn', which is not counted live; expected [co-visitation,"
                                + " own-items, recent-popularity]");
    }

    @Test
    void aWeightlessCountOfAKindDoesNotReplaceAWeightedOne() {
        coVisitation("short", 2);
        double alone = lift(blend());
        coVisitation("long", 0);

        assertThat(lift(blend())).isEqualTo(alone).isPositive();
    }

    @Test
    void twoWeightedCountsOfAKindCannotBeComputed() {
        coVisitation("short", 2);
        coVisitation("long", 1);

        assertThat(lift(blend())).isZero();
    }

    @Test
    void aSettingThatIsMissingIsRefusedBeforeTheJobStarts() {
        count("co-visitation", 1, Map.of("kind", "co-visitation", "reach", 2));

        assertThatThrownBy(() -> check(CO_VISITATION_ONLY, blend()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("recommender.scoring.bundle: ")
                .hasMessageContaining("expected a number");
    }

    @Test
    void aSettingThatCannotBeIsRefusedBeforeTheJobStarts() {
        assertRefused(
                "position_decay",
                1.5,
                "the blend's count co-visitation: positionDecay is 1.5, expected 0 to 1");
        assertRefused(
                "newest",
                0.5,
                "the blend's count 'co-visitation' has 0.5 as newest, expected a whole number up to 2147483647");
        assertRefused(
                "newest", 0, "the blend's count co-visitation: newest is 0, expected at least 1");
        assertRefused(
                "shrink",
                Double.POSITIVE_INFINITY,
                "the blend's count 'co-visitation' has Infinity as shrink, expected a number");
    }

    private void assertRefused(String setting, Object value, String message) {
        coVisitation("co-visitation", 2);
        Map<String, Object> changed = new LinkedHashMap<>(counts.get("co-visitation"));
        changed.put(setting, value);
        counts.put("co-visitation", changed);

        assertThatThrownBy(() -> check(CO_VISITATION_ONLY, blend()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("recommender.scoring.bundle: " + message);
    }

    @Test
    void aDecayOfOwnItemsThatCannotBeIsRefusedBeforeTheJobStarts() {
        count("own-items", 1, Map.of("kind", "own-items", "decay", 2));

        assertThatThrownBy(() -> check(CO_VISITATION_ONLY, blend()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "recommender.scoring.bundle: the blend's count own items: decay is 2.0,"
                                + " expected 0 to 1");
    }

    @Test
    void aGeneratorThatIsNotThereIsRefusedBeforeTheJobStarts() {
        assertThatThrownBy(() -> check(more("typo"), Optional.empty()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "recommender.candidates.more names 'typo', on the class path there are"
                                + " [editorial, twin, unasked]");
    }

    @Test
    void aSourceOfTwoGeneratorsIsRefusedBeforeTheJobStarts() {
        assertThatThrownBy(() -> check(more("twin"), Optional.empty()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "recommender.candidates.more names 'twin', expected the source of one"
                                + " class, it is that of"
                                + " [io.freshet.job.operator.TestingGenerators$OtherTwin,"
                                + " io.freshet.job.operator.TestingGenerators$Twin]");
    }

    @Test
    void aGeneratorOfOnesOwnBringsWhatItMayAndOthersStaySilent() {
        CandidateMerger merger =
                CandidateSetup.merger(more("editorial"), TestingCounts.SETTINGS, Optional.empty());

        List<Candidate> merged =
                merger.merge(
                        merger.generate(window(), new CountsTable(1_000), Set.of()),
                        List.of(),
                        ModelScores.NONE);

        assertThat(merged)
                .extracting(Candidate::itemId, each -> each.origin().get().source())
                .containsExactly(tuple("chosen-1", "editorial"), tuple("chosen-2", "editorial"));
    }

    private static CandidateSettings more(String source) {
        return new CandidateSettings(0, 0, 0, 0, 0, Map.of(source, 2), true);
    }

    private static BehaviourWindow window() {
        return BehaviourWindowFormat.unpack(TestingRequests.request("ann", 1, "had").window());
    }

    private static void check(CandidateSettings settings, Optional<Blend> blend) {
        CandidateSetup.check(settings, TestingCounts.SETTINGS, blend);
    }

    private void coVisitation(String name, double weight) {
        count(
                name,
                weight,
                Map.of(
                        "kind", "co-visitation",
                        "reach", 2,
                        "backward", 0.5,
                        "newest", 6,
                        "position_decay", 0.6,
                        "shrink", 5,
                        "target_power", 0,
                        "repeat_bonus", 0,
                        "repeat_decay", 0.7));
    }

    private void count(String name, double weight, Map<String, Object> settings) {
        weights.put(name, weight);
        counts.put(name, settings);
    }

    private Optional<Blend> blend() {
        Map<String, Double> epsilon = new LinkedHashMap<>();
        weights.forEach((name, weight) -> epsilon.put(name, 0.01));
        return Optional.of(new Blend("log-linear", weights, epsilon, counts, noUnknown()));
    }

    private static @Nullable Map<String, Double> noUnknown() {
        return null;
    }

    /** How much higher a neighbour of the window scores than another item, of equal ones. */
    private static double lift(Optional<Blend> blend) {
        CandidateMerger merger =
                CandidateSetup.merger(CO_VISITATION_ONLY, TestingCounts.SETTINGS, blend);
        CountsTable table = new CountsTable(1_000);
        table.put(
                new ItemNeighbours(
                        "had",
                        TestingRequests.START,
                        1,
                        new String[] {"near", "far"},
                        new double[] {9, 1}));
        ModelScores alike = place -> -1;
        List<Candidate> merged =
                merger.merge(merger.generate(window(), table, Set.of()), List.of(), alike);
        return score(merged, "near") - score(merged, "far");
    }

    private static double score(List<Candidate> candidates, String itemId) {
        return candidates.stream()
                .filter(each -> each.itemId().equals(itemId))
                .mapToDouble(Candidate::score)
                .findFirst()
                .orElseThrow();
    }
}
