package io.freshet.lab.traffic;

import static java.util.Objects.requireNonNull;

/**
 * Where interactions go and how fast.
 *
 * @param eventsPerSecond 0 for as fast as the broker takes them
 */
public record ReplaySettings(String bootstrapServers, String topic, double eventsPerSecond) {

    public ReplaySettings {
        requireNonNull(bootstrapServers, "bootstrapServers");
        requireNonNull(topic, "topic");
        if (!(eventsPerSecond >= 0) || Double.isInfinite(eventsPerSecond)) {
            throw new IllegalArgumentException(
                    "rate is " + eventsPerSecond + " events per second, expected 0 or more");
        }
    }
}
