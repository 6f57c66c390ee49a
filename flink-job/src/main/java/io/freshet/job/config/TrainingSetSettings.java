package io.freshet.job.config;

import static java.util.Objects.requireNonNull;

import io.freshet.job.serde.InteractionRules;
import org.apache.flink.configuration.ReadableConfig;

/** What the options say to the batch job that writes the training set, parsed once and checked. */
public record TrainingSetSettings(InteractionRules events, WindowSettings window, Files files) {

    /** Where the events are and where the training set goes to. */
    public record Files(String eventLog, String output) {

        public Files {
            requireNonNull(eventLog, "eventLog");
            requireNonNull(output, "output");
        }
    }

    /**
     * Reads and checks the options.
     *
     * @throws ConfigurationException if one is missing, unknown or not permitted
     */
    public static TrainingSetSettings read(ReadableConfig configuration) {
        RecommenderSettings.checkKeys(configuration);
        OptionReader options = new OptionReader(configuration);
        return new TrainingSetSettings(
                EventOptions.read(options),
                WindowOptions.read(options),
                TrainingSetOptions.read(options));
    }
}
