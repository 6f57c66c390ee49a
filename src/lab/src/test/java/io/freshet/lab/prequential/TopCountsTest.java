package io.freshet.lab.prequential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopCountsTest {

    private static final int ITEMS = 30;

    @Test
    void putsTheItemCountedMostOftenFirst() {
        TopCounts counts = new TopCounts(2);

        countPlainly(counts, 7, 8, 9, 9);

        assertThat(counts.items()).containsExactly(9, 7);
    }

    @Test
    void keepsTheOneAheadThatReachedACountFirst() {
        TopCounts counts = new TopCounts(3);

        countPlainly(counts, 1, 2, 3, 3, 2);

        assertThat(counts.items()).containsExactly(3, 2, 1);
    }

    @Test
    void findsItemsThatRiseFromBelow() {
        TopCounts counts = new TopCounts(1);

        countPlainly(counts, 1, 1, 2, 2, 2);

        assertThat(counts.items()).containsExactly(2);
    }

    @Test
    void halvesOldCounts() {
        TopCounts counts = new TopCounts(2);

        countPlainly(counts, 1, 1, 1);
        counts.count(2, 1);
        assertThat(counts.items()).as("3 halved once over 1").containsExactly(1, 2);

        counts.count(2, 2);
        assertThat(counts.items()).as("3/4 over 1 + 1/2").containsExactly(2, 1);
    }

    @Test
    void agreesWithSortingOverTimesThatNoDoubleCouldHold() {
        Random random = new Random(1);
        TopCounts counts = new TopCounts(5);
        double[] exact = new double[ITEMS];
        for (int step = 0; step < 5_000; step++) {
            int item = random.nextInt(ITEMS);
            counts.count(item, step / 4.0);
            for (int i = 0; i < ITEMS; i++) {
                exact[i] *= Math.pow(2, -1 / 4.0);
            }
            exact[item]++;
        }

        assertThat(counts.items())
                .containsExactly(
                        IntStream.range(0, ITEMS)
                                .boxed()
                                .sorted((a, b) -> Double.compare(exact[b], exact[a]))
                                .limit(5)
                                .mapToInt(Integer::intValue)
                                .toArray());
    }

    private static void countPlainly(TopCounts counts, int... items) {
        for (int item : items) {
            counts.count(item, 0);
        }
    }
}
