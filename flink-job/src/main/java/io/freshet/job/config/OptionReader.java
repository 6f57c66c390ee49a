package io.freshet.job.config;

import static java.util.Objects.requireNonNull;

import java.util.function.Predicate;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;

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
