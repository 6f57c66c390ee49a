package io.freshet.job.config;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** What is counted of the stream, and how often it is reported. */
public final class CountOptions {

    public static final ConfigOption<Duration> INTERVAL =
            ConfigOptions.key("recommender.counts.interval")
                    .durationType()
                    .defaultValue(Duration.ofSeconds(1))
                    .withDescription(
                            "Time between two reports of an item's counts, and between two lists of"
                                    + " what is popular and fresh. 10 ms to 1 d, and not longer than the half-life of"
                                    + " what is popular. Shorter is fresher and costs traffic by item.");

    private CountOptions() {}

    static CountSettings read(OptionReader options) {
        Duration interval = options.getBetween(INTERVAL, Duration.ofMillis(10), Duration.ofDays(1));
        return new CountSettings(
                interval.toMillis(),
                PopularOptions.read(options, interval),
                FreshOptions.read(options),
                CoVisitationOptions.read(options));
    }
}
