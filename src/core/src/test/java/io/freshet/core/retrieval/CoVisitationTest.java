package io.freshet.core.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.freshet.core.domain.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoVisitationTest implements CandidateGeneratorContract {

    private static final CoVisitationCounting COUNTING =
            new CoVisitationCounting(10, 0, 0.5, BasketGap.NONE, 1_000_000, 1_000, 10);

    private final CountsTable counts = new CountsTable(1_000);

    CoVisitationTest() {
        // As of the moment of the window's newest entry.
        put("a", 4, "x", 2, "b", 1);
        put("b", 9, "x", 1, "y", 6);
        put("x", 3, "a", 1);
    }

    private void put(String item, double popularity, Object... neighbours) {
        int size = neighbours.length / 2;
        String[] ids = new String[size];
        double[] weights = new double[size];
        for (int i = 0; i < size; i++) {
            ids[i] = (String) neighbours[2 * i];
            weights[i] = ((Number) neighbours[2 * i + 1]).doubleValue();
        }
        counts.put(new ItemNeighbours(item, 3_000, popularity, ids, weights));
    }

    @Override
    public CandidateGenerator generator() {
        return new CoVisitation(new CoVisitation.Weighting(2, 0.5, 1, 0, 0, 0), COUNTING);
    }

    @Override
    public CountsAtHand counts() {
        return counts;
    }

    @Test
    void addsUpWhatFollowedTheNewestEntries() {
        // "a" is newest, "b" one step back; the older "a" is not looked at.
        double x = 2.0 / 5 + 0.5 * 1 / 10;
        double b = 1.0 / 5;
        double y = 0.5 * 6 / 10;
        ItemScores scores = generator().score(window(), counts);
        assertThat(scores.itemIds()).containsExactlyInAnyOrder("x", "b", "y");
        assertThat(scores.share("x")).isCloseTo(x / (x + b + y), within(1e-12));
        assertThat(scores.share("y")).isCloseTo(y / (x + b + y), within(1e-12));
    }

    @Test
    void namesTheEntriesThatWeighed() {
        double x = 2.0 / 5 + 0.5 * 1 / 10;
        assertThat(generator().score(window(), counts).reasons("x"))
                .containsExactly(
                        new Reason("a", (float) (0.4 / x)), new Reason("b", (float) (0.05 / x)));
    }

    @Test
    void aPopularTargetIsWorthLess() {
        CoVisitation divided =
                new CoVisitation(new CoVisitation.Weighting(1, 0.5, 1, 0.5, 0, 0), COUNTING);
        double x = 2.0 / 5 / Math.sqrt(3 + 1);
        double b = 1.0 / 5 / Math.sqrt(9 + 1);
        ItemScores scores = divided.score(window(), counts);
        assertThat(scores.share("x")).isCloseTo(x / (x + b), within(1e-12));
    }

    @Test
    void theItemsOfTheWindowGetABonus() {
        CoVisitation repeating =
                new CoVisitation(new CoVisitation.Weighting(1, 0.5, 1, 0, 0.3, 0.5), COUNTING);
        double total = 2.0 / 5 + 1.0 / 5 + 0.3 * 1.75;
        ItemScores scores = repeating.score(window(), counts);
        assertThat(scores.share("a")).isCloseTo(0.3 * 1.25 / total, within(1e-12));
        assertThat(scores.share("b")).isCloseTo((0.2 + 0.15) / total, within(1e-12));
    }

    @Test
    void whatWasCountedLongAgoWeighsLessAgainstTheShrinkage() {
        CountsTable later = new CountsTable(1_000);
        later.put(new ItemNeighbours("a", 1_000, 16, new String[] {"x", "b"}, new double[] {8, 4}));
        // Two half-lives before the window's newest entry: 4 interactions, 2 and 1 of pairs.
        assertThat(
                        new CoVisitation(new CoVisitation.Weighting(1, 1, 1, 0, 0.4, 0), COUNTING)
                                .score(window(), later)
                                .share("x"))
                .isCloseTo(0.4 / (0.4 + 0.2 + 0.4), within(1e-12));
    }

    @Test
    void aWindowOfLongBeforeTheCountsGetsThemAllTheSame() {
        CountsTable later = new CountsTable(1_000);
        later.put(
                new ItemNeighbours(
                        "a", 1L << 40, 16, new String[] {"x", "b"}, new double[] {8, 4}));

        assertThat(
                        new CoVisitation(new CoVisitation.Weighting(1, 1, 1, 0, 0, 0), COUNTING)
                                .score(window(), later)
                                .share("x"))
                .isCloseTo(8 / 12.0, within(1e-12));
    }

    @Test
    void countsOfLongAgoWithoutShrinkageStayWhatTheyWere() {
        assertThat(shareOfX(-(1L << 40), new CoVisitation.Weighting(1, 1, 0, 1, 0, 0)))
                .isCloseTo(8 / 12.0, within(1e-12));
    }

    @Test
    void noAgeMakesAShareOfNoNumber() {
        for (long asOf : List.of(-(1L << 40), 0L, 1L << 40)) {
            for (double shrink : new double[] {0, 1, 1e9}) {
                assertThat(shareOfX(asOf, new CoVisitation.Weighting(1, 1, shrink, 1, 0, 0)))
                        .as("as of %s with shrink %s", asOf, shrink)
                        .isBetween(0.5, 1.0);
            }
        }
    }

    @Test
    void anItemWhoseInteractionsAreAllForgottenHasItsNeighboursStill() {
        CountsTable forgotten = new CountsTable(1_000);
        forgotten.put(new ItemNeighbours("a", 3_000, 0, new String[] {"x"}, new double[] {1}));
        forgotten.put(new ItemNeighbours("x", 1L << 40, 0, new String[] {"a"}, new double[] {1}));
        CoVisitation divided =
                new CoVisitation(new CoVisitation.Weighting(1, 1, 0, 1, 0, 0), COUNTING);

        ItemScores scores = divided.score(window(), forgotten);

        assertThat(scores.share("x")).isEqualTo(1);
        assertThat(scores.reasons("x")).containsExactly(new Reason("a", 1));
    }

    /** The neighbour "x" of the newest item, twice as heavy as the other and as popular. */
    private double shareOfX(long asOf, CoVisitation.Weighting weighting) {
        CountsTable table = new CountsTable(1_000);
        table.put(new ItemNeighbours("a", asOf, 16, new String[] {"x", "b"}, new double[] {8, 4}));
        table.put(new ItemNeighbours("x", asOf, 2, new String[] {}, new double[] {}));
        table.put(new ItemNeighbours("b", asOf, 2, new String[] {}, new double[] {}));
        return new CoVisitation(weighting, COUNTING).score(window(), table).share("x");
    }

    @Test
    void knowsNothingOfItemsThatNobodyCounted() {
        assertThat(generator().score(TestingWindows.of("z"), counts).itemIds()).isEmpty();
    }

    @Test
    void numbersThatCannotBeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CoVisitation.Weighting(1, 2, 0, 0, 0, 0))
                .withMessage("co-visitation: positionDecay is 2.0, expected 0 to 1");
    }
}
