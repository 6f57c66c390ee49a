package io.freshet.lab.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.domain.Interaction;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class EventStampTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void nowMovesEqualTimesOfAUserApart() {
        EventStamp stamp = EventStamp.now(Clock.fixed(NOW, ZoneOffset.UTC));

        assertThat(stamp.stamp(view("u")).timestamp()).isEqualTo(NOW.toEpochMilli());
        assertThat(stamp.stamp(view("u")).timestamp()).isEqualTo(NOW.toEpochMilli() + 1);
        assertThat(stamp.stamp(view("v")).timestamp()).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void originalChangesNothing() {
        assertThat(EventStamp.original().stamp(view("u"))).isEqualTo(view("u"));
    }

    private static Interaction view(String user) {
        return Interaction.of("e", user, "i", "view", 1_588_327_200_000L);
    }
}
