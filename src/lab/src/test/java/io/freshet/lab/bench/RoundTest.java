package io.freshet.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoundTest {

    private static final Round ROUND =
            new Round(
                    new Drain.Rates(new Rate(4_000, 500), 3_000, 20_000, 1),
                    new Rate(20_000, 100),
                    new Rate(50_000, 40),
                    new Rate(12_500, 160),
                    new Rate(10_000, 200),
                    new Rate(80_000, 25));

    @Test
    void countsJsonOnlyWhereItSaysSo() {
        assertThat(ROUND.ratio()).isCloseTo(4_000 * (50e-6 + 20e-6 + 100e-6), within(1e-9));
        assertThat(ROUND.ratioWithCodec()).isCloseTo(ROUND.ratio() + 0.05, within(1e-9));
    }

    @Test
    void windowsThatAreCountedTakeThePlaceOfWindowsAlone() {
        assertThat(ROUND.ratioWithCounts())
                .isCloseTo(ROUND.ratioWithCodec() + 4_000 * (80e-6 - 20e-6), within(1e-9));
        assertThat(ROUND.ratioWithCountsByCpuTime()).isCloseTo(485.0 / 500, within(1e-9));
    }

    @Test
    void countsCpuTimeWhereTheCoresAreShared() {
        assertThat(ROUND.ratioByCpuTime()).isCloseTo(340.0 / 500, within(1e-9));
        assertThat(ROUND.ratioWithCodecByCpuTime()).isCloseTo(365.0 / 500, within(1e-9));
    }

    @Test
    void eventsWithoutASlateOfTheirOwnAreCoalesced() {
        BenchReport.Whole whole = BenchReport.Whole.of(List.of(ROUND.whole()));

        assertThat(whole.coalescedShare().median()).isCloseTo(0.25, within(1e-9));
    }
}
