package io.freshet.lab.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EpisodesTest {

    private final Episodes episodes =
            new Episodes(Duration.ofSeconds(10), Duration.ofMinutes(1), 7);

    @Test
    void thereIsOneInEachIntervalAtARandomMoment() {
        for (long number = 0; number < 100; number++) {
            assertThat(episodes.begin(number)).isBetween(number * 60_000, number * 60_000 + 50_000);
            assertThat(episodes.end(number) - episodes.begin(number)).isEqualTo(10_000);
        }
        assertThat(LongStream.range(0, 100).map(n -> episodes.begin(n) - n * 60_000).distinct())
                .hasSizeGreaterThan(90);
    }

    @Test
    void itsTimesAreThoseFromBeginToEnd() {
        assertThat(episodes.at(episodes.begin(3) - 1)).isEqualTo(-1);
        assertThat(episodes.at(episodes.begin(3))).isEqualTo(3);
        assertThat(episodes.at(episodes.end(3) - 1)).isEqualTo(3);
        assertThat(episodes.at(episodes.end(3))).isEqualTo(-1);
        assertThat(episodes.at(-1)).isEqualTo(-1);
    }

    @Test
    void changesAreItsBeginsAndEnds() {
        assertThat(episodes.nextChange(episodes.end(2))).isEqualTo(episodes.begin(3));
        assertThat(episodes.nextChange(episodes.begin(3) - 1)).isEqualTo(episodes.begin(3));
        assertThat(episodes.nextChange(episodes.begin(3))).isEqualTo(episodes.end(3));
    }

    @Test
    void itMayFillItsInterval() {
        Episodes always = new Episodes(Duration.ofSeconds(5), Duration.ofSeconds(5), 1);

        assertThat(LongStream.range(0, 20_000).allMatch(now -> always.at(now) == now / 5_000))
                .isTrue();
        assertThat(always.nextChange(4_999)).isEqualTo(5_000);
    }
}
