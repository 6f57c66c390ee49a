package io.freshet.job.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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

    /** Whether the user says anything. */
    boolean isSet(ConfigOption<?> option) {
        return configuration.toMap().containsKey(option.key());
    }

    /** The value of an option that has a least and a most. */
    <T extends Number & Comparable<T>> T getBetween(ConfigOption<T> option, T least, T most) {
        return get(
                option,
                found -> found.compareTo(least) >= 0 && found.compareTo(most) <= 0,
                least + " to " + most);
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

    /**
     * The value of an option that gives names a number each.
     *
     * @param expected how it is written, for the message
     */
    <T extends Number & Comparable<T>> Map<String, T> getBetween(
            ConfigOption<Map<String, String>> option,
            Function<String, T> parser,
            T least,
            T most,
            String expected) {
        String all = expected + " with " + least + " to " + most;
        Map<String, T> numbers = new HashMap<>();
        get(option, found -> true, all)
                .forEach(
                        (name, written) -> {
                            Optional<T> number = number(written, parser);
                            if (number.isEmpty()
                                    || number.get().compareTo(least) < 0
                                    || number.get().compareTo(most) > 0) {
                                throw new ConfigurationException(
                                        option.key()
                                                + " gives '"
                                                + name
                                                + "' '"
                                                + written
                                                + "', expected "
                                                + all);
                            }
                            numbers.put(name, number.get());
                        });
        return numbers;
    }

    private static <T> Optional<T> number(String written, Function<String, T> parser) {
        try {
            return Optional.of(parser.apply(written));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
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
