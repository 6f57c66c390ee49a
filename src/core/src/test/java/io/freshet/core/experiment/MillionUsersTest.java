package io.freshet.core.experiment;

import static io.freshet.core.experiment.TestingExperiments.CAPABILITIES;
import static io.freshet.core.experiment.TestingExperiments.START;
import static io.freshet.core.experiment.TestingExperiments.experiment;
import static io.freshet.core.experiment.TestingExperiments.shares;
import static io.freshet.core.experiment.TestingExperiments.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.core.domain.Assignment;
import io.freshet.core.experiment.TestingExperiments.Draft;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a million users get. Every figure is the same in every run. */
class MillionUsersTest {

    private static final int USERS = 1_000_000;
    private static final int OUT = -1;
    private static final double[] SHARES = {0.5, 0.3, 0.2};

    private static byte[] before;

    @BeforeAll
    static void assign() {
        before = variants(experiment("x").of(shares(SHARES)));
    }

    /** The number of each user's variant. */
    private static byte[] variants(Draft draft) {
        Experiments experiments = Experiments.none().with(draft.done(), CAPABILITIES);
        byte[] variants = new byte[USERS];
        IntStream.range(0, USERS)
                .parallel()
                .forEach(
                        number -> {
                            List<Assignment> found = assignments(experiments, number);
                            variants[number] =
                                    found.isEmpty()
                                            ? OUT
                                            : Byte.parseByte(found.get(0).variant().substring(1));
                        });
        return variants;
    }

    private static List<Assignment> assignments(Experiments experiments, int number) {
        return experiments.assign(user(number), "home", START, ExternalLookup.NONE).assignments();
    }

    /** Users by variant before and after. */
    private static long[][] table(byte[] former, byte[] next) {
        long[][] table = new long[SHARES.length][SHARES.length];
        for (int i = 0; i < USERS; i++) {
            table[former[i]][next[i]]++;
        }
        return table;
    }

    private static long moved(long[][] table) {
        long moved = USERS;
        for (int i = 0; i < table.length; i++) {
            moved -= table[i][i];
        }
        return moved;
    }

    /** Five standard deviations of a share of so many users. */
    private static double error(double share, double users) {
        return 5 * Math.sqrt(share * (1 - share) / users);
    }

    private static double share(byte[] variants, int wanted) {
        return IntStream.range(0, USERS).filter(i -> variants[i] == wanted).count()
                / (double) USERS;
    }

    @Test
    void variantsHaveTheirShares() {
        for (int i = 0; i < SHARES.length; i++) {
            assertThat(share(before, i)).isCloseTo(SHARES[i], within(error(SHARES[i], USERS)));
        }
    }

    @Test
    void experimentsOfDifferentSaltsAreIndependent() {
        byte[] other = variants(experiment("y").of(shares(SHARES)));

        assertThat(chiSquare(table(before, other))).isLessThan(18.47); // 4 degrees, 0.1 %
    }

    @Test
    void layersAreIndependentOfVariantsAndOfEachOther() {
        byte[] inLayer = variants(experiment("x").layer("l", 0.1, 0.6).of(shares(SHARES)));
        byte[] alone = {OUT, 0, 1, 2};
        double[] expected = {0.5, 0.25, 0.15, 0.1};
        for (int i = 0; i < alone.length; i++) {
            assertThat(share(inLayer, alone[i]))
                    .isCloseTo(expected[i], within(error(expected[i], USERS)));
        }
        assertThat(
                        IntStream.range(0, USERS)
                                .filter(i -> inLayer[i] != OUT && inLayer[i] != before[i]))
                .isEmpty();
    }

    @Test
    void noUserIsInTwoExperimentsOfALayer() {
        Experiments experiments = Experiments.none();
        double[] bounds = {0, 0.5, 0.6, 1};
        for (int i = 0; i < 3; i++) {
            Draft draft = experiment("e" + i).layer("l", bounds[i], bounds[i + 1]);
            experiments = experiments.with(draft.of(shares(1)).done(), CAPABILITIES);
        }
        long[] found = new long[3];
        long others = 0;
        for (int number = 0; number < USERS; number++) {
            List<Assignment> assignments = assignments(experiments, number);
            others += assignments.size() - 1;
            found[assignments.get(0).experimentId().charAt(1) - '0']++;
        }
        assertThat(others).isZero();
        for (int i = 0; i < 3; i++) {
            double share = bounds[i + 1] - bounds[i];
            assertThat(found[i] / (double) USERS).isCloseTo(share, within(error(share, USERS)));
        }
    }

    @Test
    void aVariantThatGrowsTakesNoMoreThanItGains() {
        long[][] table = table(before, variants(experiment("x").of(shares(0.6, 0.24, 0.16))));

        assertThat(moved(table)).isEqualTo(table[1][0] + table[2][0]);
        assertThat(moved(table) / (double) USERS).isCloseTo(0.1, within(error(0.1, USERS)));
    }

    @Test
    void ofTwoVariantsExactlyTheDifferenceMoves() {
        byte[] halves = variants(experiment("x").of(shares(0.5, 0.5)));
        long[][] table = table(halves, variants(experiment("x").of(shares(0.2, 0.8))));

        assertThat(moved(table)).isEqualTo(table[0][1]);
        assertThat(moved(table) / (double) USERS).isCloseTo(0.3, within(error(0.3, USERS)));
    }

    @Test
    void otherwiseFewMoreMoveThanMust() {
        Draft former = experiment("x").of(shares(SHARES));
        Draft next = experiment("x").of(shares(0.4, 0.35, 0.25));
        long[][] table = table(before, variants(next));

        double expected = new Replacement(former.done(), next.done()).moved();
        assertThat(moved(table) / (double) USERS)
                .isCloseTo(expected, within(error(expected, USERS)))
                .isBetween(0.1, 0.11);
        assertThat(table[1][0] + table[2][0]).isZero();
    }

    private static double chiSquare(long[][] table) {
        double sum = 0;
        for (int i = 0; i < table.length; i++) {
            for (int j = 0; j < table.length; j++) {
                double row = 0;
                double column = 0;
                for (int k = 0; k < table.length; k++) {
                    row += table[i][k];
                    column += table[k][j];
                }
                double expected = row * column / USERS;
                sum += (table[i][j] - expected) * (table[i][j] - expected) / expected;
            }
        }
        return sum;
    }
}
