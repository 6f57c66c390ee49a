package io.freshet.job.config;

import io.freshet.core.behaviour.WindowBounds;
import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** How much the job remembers of a user, and for how long. */
public final class WindowOptions {

    public static final ConfigOption<Integer> MAX_LENGTH =
            ConfigOptions.key("recommender.window.max-length")
                    .intType()
                    .defaultValue(50)
                    .withDescription("Most interactions in a behaviour window. 1 to 500.");

    public static final ConfigOption<Duration> MAX_AGE =
            ConfigOptions.key("recommender.window.max-age")
                    .durationType()
                    .defaultValue(Duration.ofDays(30))
                    .withDescription(
                            "Interactions this much older than the newest one of the window leave"
                                    + " it. 1 ms to 36500 d.");

    public static final ConfigOption<Duration> TTL =
            ConfigOptions.key("recommender.window.ttl")
                    .durationType()
                    .defaultValue(Duration.ofDays(30))
                    .withDescription(
                            "A user without an accepted interaction for this long, by the clock of"
                                    + " the TaskManager, is forgotten. 1 s to 36500 d.");

    private static final Duration LONGEST = Duration.ofDays(36_500);

    private WindowOptions() {}

    static WindowSettings read(OptionReader options) {
        int length =
                options.get(
                        MAX_LENGTH,
                        found -> found >= 1 && found <= WindowBounds.LONGEST,
                        "1 to " + WindowBounds.LONGEST);
        Duration age = options.getBetween(MAX_AGE, Duration.ofMillis(1), LONGEST);
        Duration ttl = options.getBetween(TTL, Duration.ofSeconds(1), LONGEST);
        return new WindowSettings(new WindowBounds(length, age.toMillis()), ttl);
    }
}
