package io.freshet.lab.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TrafficProfileTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void sayWhatMakesNoSense() {
        assertRefused(() -> new Population(0, 1, 1, 1), "users is 0, expected 1 or more");
        assertRefused(() -> new Population(1, 0, 1, 1), "items is 0, expected 1 or more");
        assertRefused(
                () -> new Population(1, 1, -1, 1), "popularity exponent is -1.0, expected 0 to 10");
        assertRefused(
                () -> Pace.steady(Double.NaN), "events per second is NaN, expected more than 0");
        assertRefused(
                () -> new Pace(1, 0.5, SECOND, MINUTE), "burst factor is 0.5, expected 1 to 1000");
        assertRefused(
                () -> new Pace(1, 2, MINUTE, SECOND),
                "burst length is PT1M, expected at most the burst interval, PT1S");
        assertRefused(
                () -> new Pace(1, 2, Duration.ZERO, SECOND),
                "burst length is PT0S, expected 1 ms to 3650 days");
        assertRefused(
                () -> Launches.every(-1, SECOND), "launched items is -1.0, expected 0 to 100000");
        assertRefused(
                () -> new Launches(1, SECOND.negated(), SECOND, 1, SECOND),
                "the first launch is at PT-1S, expected 0 or more");
        assertRefused(
                () -> new Launches(1, SECOND, SECOND, -2, SECOND),
                "launch demand is -2.0, expected 0 to 100");
        assertRefused(
                () -> new Trends(-1, SECOND, MINUTE), "trend boost is -1.0, expected 0 to 100");
        assertRefused(
                () -> new Trends(1, MINUTE, SECOND),
                "trend length is PT1M, expected at most the trend interval, PT1S");
        assertRefused(
                () -> new Disturbance(1.5, 0, 0, SECOND), "late share is 1.5, expected 0 to 1");
        assertRefused(
                () -> new Disturbance(0, -1, 0, SECOND),
                "duplicate share is -1.0, expected 0 to 1");
        assertRefused(
                () -> new Disturbance(0, 0, Double.NaN, SECOND),
                "malformed share is NaN, expected 0 to 1");
    }

    @Test
    void aCalmOneHasNothingNewAndNothingWrong() {
        TrafficProfile calm = TrafficProfile.calm(new Population(1, 1, 1, 1), 5, 3);

        assertThat(calm.pace()).isEqualTo(Pace.steady(5));
        assertThat(calm.launches().items()).isZero();
        assertThat(calm.trends().boost()).isZero();
        assertThat(calm.with(Disturbance.mild()).with(Disturbance.none())).isEqualTo(calm);
    }

    private static void assertRefused(ThrowingCallable refused, String message) {
        assertThatThrownBy(refused)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
