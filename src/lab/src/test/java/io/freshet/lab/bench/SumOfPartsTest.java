package io.freshet.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SumOfPartsTest {

    @Test
    void timesAddUpAndRatesDoNot() {
        // 100 µs, 25 µs and 125 µs an event.
        SumOfParts sum = SumOfParts.of(List.of(10_000.0, 40_000.0, 8_000.0));

        assertThat(sum.eventsPerSecond()).isCloseTo(4_000, within(1e-6));
    }

    @Test
    void aWholeThatAddsNothingHasTheRatioOne() {
        SumOfParts sum = SumOfParts.of(List.of(10_000.0, 40_000.0, 8_000.0));

        assertThat(sum.ratioOf(4_000)).isCloseTo(1, within(1e-9));
        assertThat(sum.ratioOf(3_400)).isCloseTo(0.85, within(1e-9));
    }

    @Test
    void aPartMoreBringsTheSumNearerToTheWhole() {
        double without = SumOfParts.of(List.of(1_000.0)).ratioOf(500);
        double with = SumOfParts.of(List.of(1_000.0, 2_000.0)).ratioOf(500);

        assertThat(without).isCloseTo(0.5, within(1e-9));
        assertThat(with).isCloseTo(0.75, within(1e-9));
    }

    @Test
    void aPartThatStoodStillHasNoRatio() {
        assertThatThrownBy(() -> SumOfParts.of(List.of(1_000.0, 0.0)))
                .hasMessage("a part has the rate 0.0, expected more than 0");
    }
}
