package io.freshet.lab.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.domain.Assignment;
import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateTimestamps;
import io.freshet.lab.oracle.ObservedOutcome.Earned;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExperimentsOracleTest {

    private static final long NOON = 1_767_268_800_000L;
    private static final RunningExperiment DRAWN = drawn("drawn", "drawn");
    private static final RunningExperiment GIVEN =
            new RunningExperiment(
                    "given", "given", Map.of("left", 0.5, "right", 0.5), Map.of("user-1", "left"));
    private static final Assignment A = new Assignment("drawn", "a");
    private static final Assignment B = new Assignment("drawn", "b");
    private static final Assignment LEFT = new Assignment("given", "left");

    private final ExperimentsOracle oracle =
            new ExperimentsOracle(List.of(DRAWN, GIVEN), Set.of("view"), Set.of("purchase"));

    /** Computed by the lines of the page for experimenters. */
    @Test
    void drawsAsThePageSays() {
        assertThat(draws(DRAWN))
                .containsExactly("a", "b", "a", "a", "a", "b", "b", "b", "b", "a", "a", "b");
    }

    @Test
    void drawsByTheSaltWhateverTheId() {
        assertThat(draws(drawn("another", "drawn"))).isEqualTo(draws(DRAWN));
        assertThat(draws(drawn("drawn", "another"))).isNotEqualTo(draws(DRAWN));
    }

    private static RunningExperiment drawn(String id, String salt) {
        return new RunningExperiment(id, salt, Map.of("a", 0.5, "b", 0.3, "c", 0.2), null);
    }

    private static List<String> draws(RunningExperiment experiment) {
        return IntStream.range(0, 12)
                .mapToObj(user -> experiment.variantOf("user-" + user).orElseThrow())
                .toList();
    }

    private void slate(String user, long at, Assignment... experiments) {
        oracle.slate(
                new Slate(
                        "home|" + user + "|1",
                        user,
                        "home",
                        1,
                        List.of(),
                        new ModelId("demo", "1"),
                        List.of(experiments),
                        "cause",
                        new SlateTimestamps(at, at, at, at)));
    }

    private long wrongSlates() {
        return oracle.judge(List.of(), Map.of()).wrongSlates();
    }

    @Test
    void everySlateCarriesItsUsersVariants() {
        oracle.settled(NOON);
        slate("user-0", NOON, A);
        slate("user-1", NOON, LEFT, B);
        assertThat(wrongSlates()).isZero();

        slate("user-0", NOON, B);
        assertThat(wrongSlates()).as("another variant").isEqualTo(1);
        slate("user-0", NOON, A, LEFT);
        assertThat(wrongSlates()).as("one more").isEqualTo(2);
        slate("user-1", NOON, B);
        assertThat(wrongSlates()).as("one is missing").isEqualTo(3);
    }

    @Test
    void untilTheJobHasReadTheRecordsSlatesMayLackThem() {
        oracle.settled(NOON);
        slate("user-1", NOON - 1);
        slate("user-1", NOON - 1, B);
        assertThat(wrongSlates()).isZero();

        slate("user-1", NOON - 1, A);
        assertThat(wrongSlates()).isEqualTo(1);
    }

    @Test
    void figuresAreWhatSlatesAndOutcomesGive() {
        slate("user-0", NOON, A);
        slate("user-0", NOON, A);
        slate("user-2", NOON, A);
        slate("user-1", NOON, B, LEFT);
        List<ObservedOutcome> outcomes =
                List.of(
                        outcome("o1", "s1", "view", A),
                        outcome("o1", "s1", "view", A),
                        outcome("o2", "s1", "purchase", A),
                        outcome("o3", "s1", "refund", A),
                        new ObservedOutcome("o4", "user-0", "s2", null, List.of(A)));
        Map<String, ObservedFigures> figures =
                Map.of(
                        "drawn|a", new ObservedFigures(2, 2, 1, 1),
                        "drawn|b", new ObservedFigures(1, 0, 0, 0),
                        "given|left", new ObservedFigures(1, 0, 0, 0));

        ExperimentsVerdict verdict = oracle.judge(outcomes, figures);

        assertThat(verdict).isEqualTo(new ExperimentsVerdict(4, 4, 0, 5, 0, List.of()));
        assertThat(oracle.judge(outcomes.subList(0, 3), figures).wrongFigures()).isEqualTo(1);
        assertThat(oracle.judge(outcomes, Map.of()).wrongFigures()).isEqualTo(3);
        assertThat(oracle.judge(outcomes, Map.of()).holds()).isFalse();
    }

    private static ObservedOutcome outcome(
            String id, String slate, String type, Assignment... experiments) {
        return new ObservedOutcome(
                id,
                "user-0",
                slate,
                new Earned(id, "rose", 0, "catalogue", type),
                List.of(experiments));
    }
}
