package io.freshet.job.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.Predicate;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.util.TimeUtils;

/** Reads options one by one; a refusal names the key, what was found and what was expected. */
final class OptionReader {

    private final ReadableConfig configuration;

    OptionReader(ReadableConfig configuration) {
        this.configuration = requireNonNull(configuration, "configuration");
    }

    /**
     * The value of an option.
     *
     * @param expected what is permitted, for the message
     * @throws ConfigurationException if it cannot be parsed or is not permitted
     */
    <T> T get(ConfigOption<T> option, Predicate<T> permitted, String expected) {
        T found = parse(option, expected);
        if (found == null) {
            throw new ConfigurationException(option.key() + " is missing, expected " + expected);
        }
        if (!permitted.test(found)) {
            throw new ConfigurationException(
                    option.key() + " is '" + found + "', expected " + expected);
        }
        return found;
    }

    /** The value of an option that has a least and a most. */
    Duration getBetween(ConfigOption<Duration> option, Duration least, Duration most) {
        return get(
                option,
                found -> found.compareTo(least) >= 0 && found.compareTo(most) <= 0,
                TimeUtils.formatWithHighestUnit(least)
                        + " to "
                        + TimeUtils.formatWithHighestUnit(most));
    }

    private <T> T parse(ConfigOption<T> option, String expected) {
        try {
            return configuration.get(option);
        } catch (IllegalArgumentException e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            throw new ConfigurationException(
                    option.key()
                            + " cannot be read ("
                            + root.getMessage()
                            + "), expected "
                            + expected,
                    e);
        }
    }
}
