package io.freshet.lab.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FreshnessMeterTest {

    private final FreshnessMeter meter = new FreshnessMeter();

    @Test
    void countsFromTheEventToItsSlate() {
        meter.sent("e-1", 1_000_000);

        assertThat(meter.read("e-1", 2_500_000)).isEqualTo(1_500);
        assertThat(meter.take().getMaxValue()).isEqualTo(1_500);
    }

    @Test
    void aSlateThatComesAgainDoesNotCount() {
        meter.sent("e-1", 0);
        meter.read("e-1", 1_000);

        assertThat(meter.read("e-1", 9_000_000)).isEqualTo(-1);
        assertThat(meter.take().getTotalCount()).isEqualTo(1);
    }

    @Test
    void anEventThatIsSentAgainCountsFromTheFirstTime() {
        meter.sent("e-1", 0);
        meter.sent("e-1", 4_000_000);

        assertThat(meter.read("e-1", 5_000_000)).isEqualTo(5_000);
    }

    @Test
    void takingBeginsAnew() {
        meter.sent("e-1", 0);
        meter.read("e-1", 1_000);
        meter.take();

        assertThat(meter.take().getTotalCount()).isZero();
    }
}
