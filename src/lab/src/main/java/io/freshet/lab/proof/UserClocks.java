package io.freshet.lab.proof;

import io.freshet.core.domain.Interaction;
import io.freshet.lab.traffic.EventStamp;
import io.freshet.lab.traffic.TrafficRecord;
import io.freshet.lab.traffic.TrafficRecord.Arrival;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Stamps events as they are sent, by clocks some of which are wrong. Each event of a user has a
 * time of its own, so that their order is beyond doubt; a repeated one keeps its time. Remembers
 * all times.
 */
final class UserClocks implements EventStamp {

    private final Clock clock;
    private final List<Duration> skews;
    private final Map<String, Set<Long>> timesOfUser = new HashMap<>();
    private final Map<String, Long> timeOfEvent = new HashMap<>();

    /**
     * @param skews how far the clocks of the devices are ahead, or behind; users have all of them
     */
    UserClocks(Clock clock, List<Duration> skews) {
        this.clock = clock;
        this.skews = List.copyOf(skews);
    }

    @Override
    public Interaction stamp(TrafficRecord.Sound sound) {
        Interaction found = sound.interaction();
        long time = timeOfEvent.computeIfAbsent(found.eventId(), event -> time(sound));
        return new Interaction(
                found.eventId(),
                found.userId(),
                found.itemId(),
                found.type(),
                time,
                found.surface(),
                found.slateId(),
                found.value());
    }

    private long time(TrafficRecord.Sound sound) {
        long time = clock.millis() + skewOf(sound.interaction().eventId());
        if (sound.arrival() == Arrival.LATE) {
            time -= sound.due().toEpochMilli() - sound.interaction().timestamp();
        }
        Set<Long> taken = timesOfUser.computeIfAbsent(sound.userId(), user -> new HashSet<>());
        while (!taken.add(time)) {
            time--;
        }
        return time;
    }

    private long skewOf(String eventId) {
        return skews.get(Math.floorMod(eventId.hashCode(), skews.size())).toMillis();
    }
}
