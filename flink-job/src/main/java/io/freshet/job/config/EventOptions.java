package io.freshet.job.config;

import io.freshet.core.domain.Exposure;
import io.freshet.job.serde.InteractionRules;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** What the job takes for an event; everything else becomes a dead letter. */
public final class EventOptions {

    public static final ConfigOption<List<String>> TYPES =
            ConfigOptions.key("recommender.events.types")
                    .stringType()
                    .asList()
                    .defaultValues("view", "click", "add_to_cart", "purchase")
                    .withDescription(
                            "Event types that are interactions, separated by semicolons. At least"
                                    + " one; each 1 to 256 characters; not exposure, which says"
                                    + " what was shown.");

    public static final ConfigOption<Duration> MAX_CLOCK_SKEW =
            ConfigOptions.key("recommender.events.max-clock-skew")
                    .durationType()
                    .defaultValue(Duration.ofMinutes(5))
                    .withDescription(
                            "How far the timestamp of an event may lie ahead of the broker's clock,"
                                    + " or of the TaskManager's where the topic does not have"
                                    + " message.timestamp.type=LogAppendTime. 0 to 36500 d; 0"
                                    + " permits nothing ahead.");

    public static final ConfigOption<MemorySize> MAX_SIZE =
            ConfigOptions.key("recommender.events.max-size")
                    .memoryType()
                    .defaultValue(MemorySize.ofMebiBytes(1))
                    .withDescription("Most bytes of an event's value. 1 byte to 64 MiB.");

    private static final long LARGEST = MemorySize.ofMebiBytes(64).getBytes();
    private static final int LONGEST_TYPE = 256;
    private static final Duration LONGEST_SKEW = Duration.ofDays(36_500);

    private EventOptions() {}

    static InteractionRules read(OptionReader options) {
        List<String> types =
                options.get(
                        TYPES,
                        found -> !found.isEmpty() && found.stream().allMatch(EventOptions::isType),
                        "one or more types of 1 to 256 characters other than exposure");
        Duration skew =
                options.get(
                        MAX_CLOCK_SKEW,
                        found -> !found.isNegative() && found.compareTo(LONGEST_SKEW) <= 0,
                        "0 to 36500 d");
        MemorySize size =
                options.get(
                        MAX_SIZE,
                        found -> found.getBytes() >= 1 && found.getBytes() <= LARGEST,
                        "1 byte to 64 MiB");
        return InteractionRules.of(types, skew.toMillis(), (int) size.getBytes());
    }

    private static boolean isType(String type) {
        return !type.isBlank() && type.length() <= LONGEST_TYPE && !type.equals(Exposure.TYPE);
    }
}
