package io.freshet.lab.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.lab.traffic.SendReport.Delays;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SendReportTest {

    private static final Delays CONFIRMED = new Delays(1_500, 20_000, 30_000);

    @Test
    void tellsHowLateItWas() {
        Delays late = new Delays(100, 2_000, 7_300);

        assertThat(new SendReport(500, Duration.ofSeconds(2), CONFIRMED, late).summary())
                .isEqualTo(
                        "500 events in 2.0 s (250 events/s), confirmed after p50 1.5 ms, p99 20.0"
                                + " ms, sent late by p50 0.1 ms, p99 2.0 ms, at most 7.3 ms");
    }

    @Test
    void saysNothingOfLatenessWhereNothingCanBeLate() {
        Delays never = new Delays(0, 0, 0);

        assertThat(new SendReport(500, Duration.ofSeconds(2), CONFIRMED, never).summary())
                .isEqualTo(
                        "500 events in 2.0 s (250 events/s), confirmed after p50 1.5 ms, p99 20.0"
                                + " ms");
    }
}
