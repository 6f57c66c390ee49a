package io.freshet.lab.traffic;

import io.freshet.core.domain.Interaction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which time an interaction carries when it is sent. */
@FunctionalInterface
public interface EventStamp {

    /** The interaction as it is sent. */
    Interaction stamp(TrafficRecord.Sound sound);

    /** The time that it has. */
    static EventStamp original() {
        return TrafficRecord.Sound::interaction;
    }

    /**
     * The time at which it is sent; a millisecond more where the user has one of that time already.
     * A late one carries a time that is as much earlier as it is late, a repeated one the time that
     * it carried before. Remembers the last time of each user and those of the latest 100,000
     * events.
     */
    static EventStamp now(Clock clock) {
        return new Now(clock);
    }

    /** For one sender. */
    final class Now implements EventStamp {

        private static final int REMEMBERED_EVENTS = 100_000;

        private final Clock clock;
        private final Map<String, Long> lastOfUser = new HashMap<>();
        private final Map<String, Long> timeOfEvent =
                new LinkedHashMap<>() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                        return size() > REMEMBERED_EVENTS;
                    }
                };

        private Now(Clock clock) {
            this.clock = clock;
        }

        @Override
        public Interaction stamp(TrafficRecord.Sound sound) {
            long timestamp =
                    timeOfEvent.computeIfAbsent(
                            sound.interaction().eventId(), event -> time(sound));
            return withTimestamp(sound.interaction(), timestamp);
        }

        private long time(TrafficRecord.Sound sound) {
            if (sound.arrival() != TrafficRecord.Arrival.PUNCTUAL) {
                Duration delay =
                        Duration.between(
                                Instant.ofEpochMilli(sound.interaction().timestamp()), sound.due());
                return clock.millis() - delay.toMillis();
            }
            return lastOfUser.merge(
                    sound.userId(), clock.millis(), (last, now) -> Math.max(now, last + 1));
        }

        private static Interaction withTimestamp(Interaction found, long timestamp) {
            return new Interaction(
                    found.eventId(),
                    found.userId(),
                    found.itemId(),
                    found.type(),
                    timestamp,
                    found.surface(),
                    found.slateId(),
                    found.value());
        }
    }
}
