package io.freshet.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.retrieval.ItemNeighbours;
import org.junit.jupiter.api.Test;

class UnsentGrowthTest {

    private static final long HOUR = 3_600_000;

    private final UnsentGrowth growth = new UnsentGrowth(HOUR, 10 * HOUR);

    @Test
    void anItemThatItDoesNotRememberIsSent() {
        assertThat(growth.add(piece("a", 1, 0), 0)).isTrue();
        assertThat(growth.add(piece("a", 1, 0), 0)).as("still not sent").isTrue();
    }

    @Test
    void aTwentiethOfWhatWasSentIsEnough() {
        growth.sent(piece("a", 100, 0), 0);
        assertThat(growth.add(piece("a", 3, 0), 0)).isFalse();
        assertThat(growth.add(piece("a", 1.9, 0), 0)).isFalse();
        assertThat(growth.add(piece("a", 0.1, 0), 0)).isTrue();
        growth.sent(piece("a", 105, 0), 0);
        assertThat(growth.add(piece("a", 3, 0), 0)).isFalse();
    }

    @Test
    void manyPiecesAreEnough() {
        growth.sent(piece("a", 1e9, 0), 0);
        for (int piece = 1; piece < UnsentGrowth.MOST_PIECES; piece++) {
            assertThat(growth.add(piece("a", 1, 0), 0)).isFalse();
        }
        assertThat(growth.add(piece("a", 1, 0), 0)).isTrue();
    }

    @Test
    void whatIsForgottenIsSent() {
        growth.sent(piece("a", 1e9, 0), 0);
        for (int item = 0; item < 100_000; item++) {
            growth.sent(piece("item-" + item, 1, 0), 0);
        }
        assertThat(growth.add(piece("a", 1, 0), 0)).isTrue();
    }

    @Test
    void whatWasSentLosesItsWorth() {
        growth.sent(piece("a", 1_000, 0), 0);
        assertThat(growth.add(piece("a", 1, 0), 0)).isFalse();
        assertThat(growth.add(piece("a", 1, 10 * HOUR), 0)).isTrue();
    }

    @Test
    void aPieceAfterALongTimeIsEnough() {
        growth.sent(piece("a", 1e9, 0), 0);
        assertThat(growth.add(piece("a", 1, 0), 10 * HOUR - 1)).isFalse();
        assertThat(growth.add(piece("a", 1, 0), 10 * HOUR)).isTrue();
    }

    private static ItemNeighbours piece(String itemId, double weight, long asOf) {
        return new ItemNeighbours(itemId, asOf, weight, new String[0], new double[0]);
    }
}
