package io.freshet.lab.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.job.config.KafkaOptions;
import io.freshet.lab.kafka.KeyedWriter;
import java.io.IOException;
import java.util.Map;

/**
 * The experiment that a demo runs: what is popular, for one user in five, beside the attention
 * model.
 */
public final class DemoExperiment {

    private static final String ID = "attention-or-popular";

    /** What a variant changes that shows everybody the same: what is popular, without a model. */
    public static final String POPULAR_ALONE =
            """
            {"modelSlot": "none", "quotas": {"covisitation": 0, "repeat": 0, "fresh": 0}}""";

    private static final String RECORD =
            """
            {"experimentId": "attention-or-popular", "control": "popular",
             "variants": [
               {"name": "popular", "share": 0.2, "changes": %s},
               {"name": "attention", "share": 0.8}]}
            """
                    .formatted(POPULAR_ALONE);

    /** For an experiment of minutes: what slates earned is decided within seconds. */
    public static final Map<String, String> OPTIONS =
            Map.of(
                    "recommender.attribution.window", "1 min",
                    "recommender.attribution.windows", "purchase:5 min",
                    "recommender.attribution.lateness", "2 s",
                    "recommender.experiments.planned-users", "1000",
                    "recommender.experiments.interval", "2 s");

    private DemoExperiment() {}

    /** Begins it. */
    public static void begin(String bootstrapServers) throws IOException {
        try (KeyedWriter experiments =
                KeyedWriter.open(bootstrapServers, KafkaOptions.EXPERIMENTS.defaultValue())) {
            experiments.write(ID, RECORD.getBytes(UTF_8));
        }
    }
}
