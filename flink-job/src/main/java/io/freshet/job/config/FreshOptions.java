package io.freshet.job.config;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** What counts as fresh. */
public final class FreshOptions {

    public static final ConfigOption<Integer> SIZE =
            ConfigOptions.key("recommender.fresh.size")
                    .intType()
                    .defaultValue(100)
                    .withDescription("Items in the list of what is fresh. 1 to 1000.");

    public static final ConfigOption<Duration> MAX_AGE =
            ConfigOptions.key("recommender.fresh.max-age")
                    .durationType()
                    .defaultValue(Duration.ofDays(1))
                    .withDescription(
                            "Event time since the first interaction with an item in which it is"
                                    + " fresh. When the job starts without state, every item is at"
                                    + " first. 1 s to 3650 d.");

    public static final ConfigOption<Duration> MEMORY =
            ConfigOptions.key("recommender.fresh.memory")
                    .durationType()
                    .defaultValue(Duration.ofDays(90))
                    .withDescription(
                            "An item without an interaction for this long, by the clock of the"
                                    + " TaskManager, is new again. 1 s to 36500 d.");

    private static final int LONGEST_LIST = 1_000;

    private FreshOptions() {}

    static FreshSettings read(OptionReader options) {
        Duration second = Duration.ofSeconds(1);
        return new FreshSettings(
                options.getBetween(SIZE, 1, LONGEST_LIST),
                options.getBetween(MAX_AGE, second, Duration.ofDays(3_650)).toMillis(),
                options.getBetween(MEMORY, second, Duration.ofDays(36_500)));
    }
}
