package io.freshet.job.config;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** What is counted of experiments, and how they are compared. */
public final class ExperimentOptions {

    public static final ConfigOption<List<String>> CLICKS =
            ConfigOptions.key("recommender.experiments.clicks")
                    .stringType()
                    .asList()
                    .defaultValues("view", "click")
                    .withDescription(
                            "Event types that count as clicks on slates, separated by semicolons."
                                    + " At least one.");

    public static final ConfigOption<List<String>> CONVERSIONS =
            ConfigOptions.key("recommender.experiments.conversions")
                    .stringType()
                    .asList()
                    .defaultValues("purchase")
                    .withDescription(
                            "Event types that count as conversions, separated by semicolons; their"
                                    + " values are summed up. At least one.");

    public static final ConfigOption<Integer> PLANNED_USERS =
            ConfigOptions.key("recommender.experiments.planned-users")
                    .intType()
                    .defaultValue(20_000)
                    .withDescription(
                            "After how many users of two variants the interval of their difference"
                                    + " is to be tightest. It is valid at any number; ten times"
                                    + " fewer or more widen it little. 100 to 1000000000.");

    public static final ConfigOption<Duration> INTERVAL =
            ConfigOptions.key("recommender.experiments.interval")
                    .durationType()
                    .defaultValue(Duration.ofSeconds(5))
                    .withDescription(
                            "Between reports of an experiment whose users did something. 100 ms to"
                                    + " 1 d.");

    private static final int FEWEST_USERS = 100;
    private static final int MOST_USERS = 1_000_000_000;

    private ExperimentOptions() {}

    static ExperimentSettings read(OptionReader options) {
        return new ExperimentSettings(
                types(options, CLICKS),
                types(options, CONVERSIONS),
                options.getBetween(PLANNED_USERS, FEWEST_USERS, MOST_USERS),
                options.getBetween(INTERVAL, Duration.ofMillis(100), Duration.ofDays(1))
                        .toMillis());
    }

    private static Set<String> types(OptionReader options, ConfigOption<List<String>> option) {
        return Set.copyOf(
                options.get(
                        option,
                        found -> !found.isEmpty() && found.stream().noneMatch(String::isBlank),
                        "one or more event types"));
    }
}
