package io.freshet.lab.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacerTest {

    private long nanos = -5;
    private boolean stopped;

    @Test
    void keepsTheTimesAndCatchesUp() {
        Pacer pacer =
                new Pacer(() -> nanos, left -> nanos += Math.min(left, 4_000_000), () -> stopped);
        List<Long> turns = new ArrayList<>();
        List<Long> late = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            late.add(pacer.await(i * 10_000_000L) / 1_000_000);
            turns.add((nanos + 5) / 1_000_000);
            if (i == 1) {
                nanos += 15_000_000;
            }
        }

        assertThat(turns).containsExactly(0L, 10L, 25L, 30L, 40L);
        assertThat(late).containsExactly(0L, 0L, 5L, 0L, 0L);
    }

    @Test
    void tellsHowLateASleepEnded() {
        Pacer pacer = new Pacer(() -> nanos, left -> nanos += left + 70, () -> stopped);

        pacer.await(0);

        assertThat(pacer.await(1_000)).isEqualTo(70);
    }

    @Test
    void waitsNoLongerOnceStopped() {
        Pacer pacer =
                new Pacer(
                        () -> nanos,
                        left -> {
                            nanos++;
                            stopped = true;
                        },
                        () -> stopped);

        pacer.await(0);
        pacer.await(1_000_000);

        assertThat(nanos).isEqualTo(-4);
    }
}
