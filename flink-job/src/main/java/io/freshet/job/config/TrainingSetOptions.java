package io.freshet.job.config;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Where the training set comes from and goes to; read by the batch job only. */
public final class TrainingSetOptions {

    public static final ConfigOption<String> EVENT_LOG =
            ConfigOptions.key("recommender.training-set.event-log")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "File or directory of events, one JSON object a line, perhaps .gz."
                                    + " Mandatory for the training set.");

    public static final ConfigOption<String> OUTPUT =
            ConfigOptions.key("recommender.training-set.output")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Directory that the training set is written to; must not exist or be"
                                    + " empty. Mandatory for the training set.");

    private TrainingSetOptions() {}

    static TrainingSetSettings.Files read(OptionReader options) {
        return new TrainingSetSettings.Files(
                options.get(EVENT_LOG, found -> !found.isBlank(), "a file or directory of events"),
                options.get(OUTPUT, found -> !found.isBlank(), "a directory to write to"));
    }
}
