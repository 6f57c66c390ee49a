package io.freshet.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnsentGrowthTest {

    private final UnsentGrowth growth = new UnsentGrowth();

    @Test
    void anItemThatItDoesNotRememberIsSent() {
        assertThat(growth.add("a", 1)).isTrue();
        assertThat(growth.add("a", 1)).as("still not sent").isTrue();
    }

    @Test
    void aTwentiethOfWhatWasSentIsEnough() {
        growth.sent("a", 100);
        assertThat(growth.add("a", 3)).isFalse();
        assertThat(growth.add("a", 1.9)).isFalse();
        assertThat(growth.add("a", 0.1)).isTrue();
        growth.sent("a", 105);
        assertThat(growth.add("a", 3)).isFalse();
    }

    @Test
    void manyPiecesAreEnough() {
        growth.sent("a", 1e9);
        for (int piece = 1; piece < UnsentGrowth.MOST_PIECES; piece++) {
            assertThat(growth.add("a", 1)).isFalse();
        }
        assertThat(growth.add("a", 1)).isTrue();
    }

    @Test
    void whatIsForgottenIsSent() {
        growth.sent("a", 1e9);
        for (int item = 0; item < 100_000; item++) {
            growth.sent("item-" + item, 1);
        }
        assertThat(growth.add("a", 1)).isTrue();
    }
}
