package io.freshet.job.config;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** What counts as popular now. */
public final class PopularOptions {

    public static final ConfigOption<Integer> SIZE =
            ConfigOptions.key("recommender.popular.size")
                    .intType()
                    .defaultValue(1_000)
                    .withDescription(
                            "Items in the list of what is popular; every other item has the share 0"
                                    + " in a blend. 1 to 10000; at least the slate's size, or a new"
                                    + " user's slate has empty slots, and best as many as the blend"
                                    + " was fitted with (listed in its manifest).");

    public static final ConfigOption<Duration> HALF_LIFE =
            ConfigOptions.key("recommender.popular.half-life")
                    .durationType()
                    .defaultValue(Duration.ofHours(6))
                    .withDescription(
                            "Event time in which a count halves. 1 s to 3650 d. Shorter than"
                                    + " recommender.events.max-clock-skew, one clock ahead outweighs everybody.");

    public static final ConfigOption<Map<String, String>> WEIGHTS =
            ConfigOptions.key("recommender.popular.weights")
                    .mapType()
                    .defaultValue(Map.of())
                    .withDescription(
                            "What an interaction counts, by event type, such as purchase:5,view:0.5;"
                                    + " of other types 1. 0 to 1000000; types of"
                                    + " recommender.events.types only.");

    private static final int LONGEST_LIST = 10_000;
    private static final double HEAVIEST = 1_000_000;

    private PopularOptions() {}

    static PopularSettings read(OptionReader options, Duration interval) {
        int size =
                options.get(
                        SIZE, found -> found >= 1 && found <= LONGEST_LIST, "1 to " + LONGEST_LIST);
        Duration halfLife =
                options.getBetween(HALF_LIFE, Duration.ofSeconds(1), Duration.ofDays(3_650));
        if (interval.compareTo(halfLife) > 0) {
            throw new ConfigurationException(
                    CountOptions.INTERVAL.key()
                            + " is '"
                            + interval
                            + "', expected at most "
                            + HALF_LIFE.key()
                            + ", which is '"
                            + halfLife
                            + "'");
        }
        return new PopularSettings(size, halfLife.toMillis(), weights(options));
    }

    private static Map<String, Double> weights(OptionReader options) {
        Map<String, Double> weights =
                options.getBetween(
                        WEIGHTS, Double::valueOf, 0.0, HEAVIEST, "TYPE:WEIGHT,TYPE:WEIGHT");
        Set<String> types = EventOptions.read(options).types();
        for (String type : new TreeSet<>(weights.keySet())) {
            if (!types.contains(type)) {
                throw new ConfigurationException(
                        WEIGHTS.key()
                                + " names '"
                                + type
                                + "', expected one of "
                                + EventOptions.TYPES.key()
                                + ", which are "
                                + types);
            }
        }
        return weights;
    }
}
