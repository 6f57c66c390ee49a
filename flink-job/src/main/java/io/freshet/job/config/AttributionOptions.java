package io.freshet.job.config;

import io.freshet.core.attribution.AttributionRules;
import io.freshet.core.attribution.AttributionRules.Evidence;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.util.TimeUtils;

/** Which exposure earns which outcome. */
public final class AttributionOptions {

    public static final ConfigOption<Duration> WINDOW =
            ConfigOptions.key("recommender.attribution.window")
                    .durationType()
                    .defaultValue(Duration.ofMinutes(30))
                    .withDescription(
                            "How long after it was shown a slot may earn an interaction; so long a"
                                    + " slate is open. 1 s to 365 d.");

    public static final ConfigOption<Map<String, String>> WINDOWS =
            ConfigOptions.key("recommender.attribution.windows")
                    .mapType()
                    .defaultValue(Map.of("purchase", "7 d"))
                    .withDescription(
                            "The same for interactions of some types, such as purchase:7 d. None"
                                    + " shorter than recommender.attribution.window, at most"
                                    + " 365 d.");

    public static final ConfigOption<Duration> LATENESS =
            ConfigOptions.key("recommender.attribution.lateness")
                    .durationType()
                    .defaultValue(Duration.ofMinutes(1))
                    .withDescription(
                            "How much later than other events of its user one may arrive: an"
                                    + " interaction waits so long for exposures before its outcome"
                                    + " is decided. 0 to 1 d.");

    public static final ConfigOption<Duration> PATIENCE =
            ConfigOptions.key("recommender.attribution.patience")
                    .durationType()
                    .defaultValue(Duration.ofMinutes(10))
                    .withDescription(
                            "How long events wait for slates that are not made yet, and how long"
                                    + " nothing is decided after a restart, so that what came"
                                    + " before it is read again. From"
                                    + " recommender.attribution.lateness to 7 d.");

    public static final ConfigOption<Evidence> EVIDENCE =
            ConfigOptions.key("recommender.attribution.evidence")
                    .enumType(Evidence.class)
                    .defaultValue(Evidence.AUTO)
                    .withDescription(
                            "What is needed to know that a slate was shown. auto: an exposure or,"
                                    + " of a user and surface without any, that the slate stood;"
                                    + " required: an exposure.");

    public static final ConfigOption<Integer> MAX_SLATES =
            ConfigOptions.key("recommender.attribution.max-slates")
                    .intType()
                    .defaultValue(16)
                    .withDescription(
                            "Most slates that are remembered of a user, 2 to 256; half of the"
                                    + " places are for slates that were shown.");

    public static final ConfigOption<Boolean> OUTCOMES =
            ConfigOptions.key("recommender.attribution.outcomes")
                    .booleanType()
                    .defaultValue(true)
                    .withDescription(
                            "Whether there are outcomes. false: nothing is remembered of slates,"
                                    + " which spares CPU and state; experiments share users out"
                                    + " and have no figures. A job that had them goes on without"
                                    + " them only with execution.state-recovery"
                                    + ".ignore-unclaimed-state.");

    private static final Duration LONGEST = Duration.ofDays(365);
    private static final int MOST_WAITING = 64;

    private AttributionOptions() {}

    static boolean readOutcomes(OptionReader options) {
        return options.get(OUTCOMES, found -> true, "true or false");
    }

    static AttributionRules read(OptionReader options) {
        Duration window = options.getBetween(WINDOW, Duration.ofSeconds(1), LONGEST);
        Duration lateness = options.getBetween(LATENESS, Duration.ZERO, Duration.ofDays(1));
        Map<String, Long> windows = windows(options, window);
        long longest = windows.values().stream().reduce(window.toMillis(), Math::max);
        return new AttributionRules(
                window.toMillis(),
                windows,
                lateness.toMillis(),
                options.getBetween(PATIENCE, lateness, Duration.ofDays(7)).toMillis(),
                longest + lateness.toMillis(),
                options.get(EVIDENCE, found -> true, "auto or required"),
                options.getBetween(MAX_SLATES, 2, AttributionRules.MOST_SLATES),
                MOST_WAITING);
    }

    private static Map<String, Long> windows(OptionReader options, Duration window) {
        String expected =
                "TYPE:DURATION,TYPE:DURATION with "
                        + TimeUtils.formatWithHighestUnit(window)
                        + " to "
                        + TimeUtils.formatWithHighestUnit(LONGEST);
        Map<String, Long> windows = new HashMap<>();
        options.get(WINDOWS, found -> true, expected)
                .forEach(
                        (type, written) ->
                                windows.put(type, millis(type, written, window, expected)));
        return windows;
    }

    private static long millis(String type, String written, Duration least, String expected) {
        try {
            Duration found = TimeUtils.parseDuration(written);
            if (found.compareTo(least) >= 0 && found.compareTo(LONGEST) <= 0) {
                return found.toMillis();
            }
        } catch (IllegalArgumentException e) {
            throw refused(type, written, expected, e);
        }
        throw refused(type, written, expected, null);
    }

    private static ConfigurationException refused(
            String type, String written, String expected, Exception cause) {
        return new ConfigurationException(
                WINDOWS.key() + " gives '" + type + "' '" + written + "', expected " + expected,
                cause);
    }
}
