package io.freshet.lab.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.domain.Interaction;
import io.freshet.lab.traffic.TrafficRecord.Arrival;
import io.freshet.lab.traffic.TrafficRecord.Sound;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class EventStampTest {

    private static final Instant THEN = Instant.parse("2020-05-01T10:00:00Z");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final EventStamp now = EventStamp.now(Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void nowMovesEqualTimesOfAUserApart() {
        assertThat(now.stamp(view("a", "u", Arrival.PUNCTUAL, 0)).timestamp())
                .isEqualTo(NOW.toEpochMilli());
        assertThat(now.stamp(view("b", "u", Arrival.PUNCTUAL, 0)).timestamp())
                .isEqualTo(NOW.toEpochMilli() + 1);
        assertThat(now.stamp(view("c", "v", Arrival.PUNCTUAL, 0)).timestamp())
                .isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void nowKeepsALateOneAsLateAsItIs() {
        assertThat(now.stamp(view("a", "u", Arrival.LATE, 1_500)).timestamp())
                .isEqualTo(NOW.toEpochMilli() - 1_500);
    }

    @Test
    void nowGivesARepeatedOneTheTimeItHad() {
        Interaction first = now.stamp(view("a", "u", Arrival.PUNCTUAL, 0));
        now.stamp(view("b", "u", Arrival.PUNCTUAL, 0));

        assertThat(now.stamp(view("a", "u", Arrival.REPEATED, 700))).isEqualTo(first);
    }

    @Test
    void originalChangesNothing() {
        Sound late = view("a", "u", Arrival.LATE, 9);

        assertThat(EventStamp.original().stamp(late)).isSameAs(late.interaction());
    }

    private static Sound view(String event, String user, Arrival arrival, long delayMillis) {
        Interaction interaction = Interaction.of(event, user, "i", "view", THEN.toEpochMilli());
        return new Sound(interaction, THEN.plusMillis(delayMillis), arrival);
    }
}
