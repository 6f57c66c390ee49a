package io.freshet.job.config;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** What counts as popular now. */
public final class PopularOptions {

    public static final ConfigOption<Integer> SIZE =
            ConfigOptions.key("recommender.popular.size")
                    .intType()
                    .defaultValue(100)
                    .withDescription(
                            "Items in the list of what is popular. 1 to 1000; at least the slate's"
                                    + " size, or a new user's slate has empty slots.");

    public static final ConfigOption<Duration> HALF_LIFE =
            ConfigOptions.key("recommender.popular.half-life")
                    .durationType()
                    .defaultValue(Duration.ofHours(6))
                    .withDescription("Event time in which a count halves. 1 s to 3650 d.");

    public static final ConfigOption<Duration> INTERVAL =
            ConfigOptions.key("recommender.popular.interval")
                    .durationType()
                    .defaultValue(Duration.ofSeconds(1))
                    .withDescription(
                            "Time between two reports of an item, and between two lists. 10 ms to"
                                    + " 1 d, and not longer than the half-life. Shorter is fresher and costs traffic by item.");

    private static final int LONGEST_LIST = 1_000;

    private PopularOptions() {}

    static PopularSettings read(OptionReader options) {
        int size =
                options.get(
                        SIZE, found -> found >= 1 && found <= LONGEST_LIST, "1 to " + LONGEST_LIST);
        Duration halfLife =
                options.getBetween(HALF_LIFE, Duration.ofSeconds(1), Duration.ofDays(3_650));
        Duration interval = options.getBetween(INTERVAL, Duration.ofMillis(10), Duration.ofDays(1));
        if (interval.compareTo(halfLife) > 0) {
            throw new ConfigurationException(
                    INTERVAL.key()
                            + " is '"
                            + interval
                            + "', expected at most "
                            + HALF_LIFE.key()
                            + ", which is '"
                            + halfLife
                            + "'");
        }
        return new PopularSettings(size, halfLife.toMillis(), interval.toMillis());
    }
}
