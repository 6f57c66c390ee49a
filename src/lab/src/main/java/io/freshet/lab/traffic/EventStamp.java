package io.freshet.lab.traffic;

import io.freshet.core.domain.Interaction;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** Which time an interaction carries when it is sent. */
@FunctionalInterface
public interface EventStamp {

    /** The interaction as it is sent. */
    Interaction stamp(Interaction interaction);

    /** The time that it has. */
    static EventStamp original() {
        return interaction -> interaction;
    }

    /**
     * The time at which it is sent; a millisecond more where the user has one of that time already.
     * Remembers the last time of each user.
     */
    static EventStamp now(Clock clock) {
        Map<String, Long> lastOfUser = new HashMap<>();
        return found -> {
            long timestamp =
                    lastOfUser.merge(
                            found.userId(), clock.millis(), (last, now) -> Math.max(now, last + 1));
            return new Interaction(
                    found.eventId(),
                    found.userId(),
                    found.itemId(),
                    found.type(),
                    timestamp,
                    found.surface(),
                    found.slateId(),
                    found.value());
        };
    }
}
