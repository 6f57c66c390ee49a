package io.freshet.lab.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendScheduleTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void sixtyTimesTheSpeedMakesAMinuteASecond() {
        assertThat(turns(SendSchedule.parse("60x"), 0, 60_000, 90_000))
                .containsExactly(0L, 1_000_000_000L, 1_500_000_000L);
    }

    @Test
    void halfTheSpeedTakesTwiceAsLong() {
        assertThat(turns(SendSchedule.parse("0.5X"), 500, 501)).containsExactly(0L, 2_000_000L);
    }

    @Test
    void aRecordThatIsDueBeforeItsPredecessorGoesWithIt() {
        assertThat(turns(SendSchedule.atSpeed(1), 0, 5, 3, 6))
                .containsExactly(0L, 5_000_000L, 5_000_000L, 6_000_000L);
    }

    @Test
    void aRateIsEvenWhateverTheTimes() {
        assertThat(turns(SendSchedule.atRate(250), 0, 9_999, 3))
                .containsExactly(0L, 4_000_000L, 8_000_000L);
    }

    @Test
    void maxHasNoTimes() {
        assertThat(SendSchedule.parse("max").isPaced()).isFalse();
        assertThat(turns(SendSchedule.parse("MAX"), 0, 9_999)).containsExactly(0L, 0L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fast", "60", "x", "0x", "-1x", "1e3x", "60 x", "NaNx"})
    void refusesWhatIsNoSpeed(String text) {
        assertThatThrownBy(() -> SendSchedule.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("speed is '" + text + "', expected a factor such as 60x, or max");
    }

    @Test
    void refusesRatesThatMakeNoSense() {
        assertThatThrownBy(() -> SendSchedule.atRate(0)).hasMessageContaining("rate is 0.0");
        assertThatThrownBy(() -> SendSchedule.atRate(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> SendSchedule.atSpeed(-1)).hasMessageContaining("speed is -1.0");
    }

    private static List<Long> turns(SendSchedule schedule, long... dueMillis) {
        SendSchedule.Turns turns = schedule.turns();
        return LongStream.of(dueMillis)
                .map(due -> turns.nextNanos(START.plusMillis(due)))
                .boxed()
                .toList();
    }
}
