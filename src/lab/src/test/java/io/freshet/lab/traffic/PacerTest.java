package io.freshet.lab.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacerTest {

    private long nanos = -5;

    @Test
    void spacesTurnsEvenlyAndCatchesUp() {
        Pacer pacer = new Pacer(100, () -> nanos, left -> nanos += Math.min(left, 4_000_000));
        List<Long> turns = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            pacer.await();
            turns.add((nanos + 5) / 1_000_000);
            if (i == 1) {
                nanos += 15_000_000;
            }
        }

        assertThat(turns).containsExactly(0L, 10L, 25L, 30L, 40L);
        assertThat(pacer.maxLateNanos()).isEqualTo(5_000_000);
    }

    @Test
    void zeroIsAsFastAsPossible() {
        Pacer pacer = new Pacer(0, () -> nanos, left -> nanos += left);

        pacer.await();
        pacer.await();

        assertThat(nanos).isEqualTo(-5);
    }

    @Test
    void refusesANegativeRate() {
        assertThatThrownBy(() -> new Pacer(-1, () -> nanos, left -> {}))
                .hasMessageContaining("rate is -1");
    }
}
