package io.freshet.job.config;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** How models that are released while the job runs are taken. */
public final class ReleaseOptions {

    public static final ConfigOption<Integer> MAX_SLOTS =
            ConfigOptions.key("recommender.releases.max-slots")
                    .intType()
                    .defaultValue(4)
                    .withDescription(
                            "Most model slots, the default one included, 1 to 64. Each holds a"
                                    + " session on every TaskManager; a release for one more is"
                                    + " refused.");

    public static final ConfigOption<MemorySize> MAX_BUNDLE_SIZE =
            ConfigOptions.key("recommender.releases.max-bundle-size")
                    .memoryType()
                    .defaultValue(MemorySize.ofMebiBytes(2_048))
                    .withDescription(
                            "The largest model bundle that is fetched, all files together, 1 kb or"
                                    + " more. A larger one is refused before it fills a disk.");

    public static final ConfigOption<Duration> FETCH_TIMEOUT =
            ConfigOptions.key("recommender.releases.fetch-timeout")
                    .durationType()
                    .defaultValue(Duration.ofMinutes(10))
                    .withDescription(
                            "How long fetching a model bundle may take, 1 s to 1 d. One that takes"
                                    + " longer is refused.");

    private static final int MOST_SLOTS = 64;
    private static final long LEAST_BYTES = 1_024;

    private ReleaseOptions() {}

    static ReleaseSettings read(OptionReader options) {
        return new ReleaseSettings(
                options.getBetween(MAX_SLOTS, 1, MOST_SLOTS),
                options.get(
                                MAX_BUNDLE_SIZE,
                                found -> found.getBytes() >= LEAST_BYTES,
                                "a size of 1 kb or more")
                        .getBytes(),
                options.getBetween(FETCH_TIMEOUT, Duration.ofSeconds(1), Duration.ofDays(1)));
    }
}
