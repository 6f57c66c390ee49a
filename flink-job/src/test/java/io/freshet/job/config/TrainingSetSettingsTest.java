package io.freshet.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.freshet.core.behaviour.WindowBounds;
import io.freshet.job.serde.InteractionRules;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

/** What the batch job wants to know; what its options refuse stands with the recommender's. */
class TrainingSetSettingsTest {

    private static final Map<String, String> MANDATORY =
            Map.of(
                    "recommender.training-set.event-log", "/logs",
                    "recommender.training-set.output", "/rows");

    private static TrainingSetSettings read(Map<String, String> options) {
        Map<String, String> all = new HashMap<>(MANDATORY);
        all.putAll(options);
        return TrainingSetSettings.read(Configuration.fromMap(all));
    }

    @Test
    void needsFilesOnly() {
        assertThat(read(Map.of()))
                .isEqualTo(
                        new TrainingSetSettings(
                                InteractionRules.of(
                                        List.of("view", "click", "add_to_cart", "purchase"),
                                        300_000,
                                        1_048_576),
                                new WindowSettings(
                                        new WindowBounds(50, Duration.ofDays(30).toMillis()),
                                        Duration.ofDays(30)),
                                new TrainingSetSettings.Files("/logs", "/rows")));
    }

    @Test
    void readsEventsAndWindowsAsTheRecommenderDoes() {
        Map<String, String> options =
                Map.of(
                        "recommender.events.types", "play",
                        "recommender.window.max-length", "7",
                        "recommender.window.max-age", "2 h",
                        "recommender.kafka.bootstrap-servers", "a:1",
                        "recommender.scoring.bundle", "/b");
        Map<String, String> all = new HashMap<>(MANDATORY);
        all.putAll(options);
        RecommenderSettings recommender = RecommenderSettings.read(Configuration.fromMap(all));
        assertThat(read(options).events()).isEqualTo(recommender.events());
        assertThat(read(options).window()).isEqualTo(recommender.window());
    }

    @Test
    void asksForTheFiles() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> TrainingSetSettings.read(new Configuration()))
                .withMessage(
                        "recommender.training-set.event-log is missing, expected a file or"
                                + " directory of events");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(
                        () ->
                                TrainingSetSettings.read(
                                        Configuration.fromMap(
                                                Map.of(
                                                        "recommender.training-set.event-log",
                                                        "/logs"))))
                .withMessage(
                        "recommender.training-set.output is missing, expected a directory to write"
                                + " to");
    }

    @Test
    void refusesUnknownOptions() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> read(Map.of("recommender.training-set.format", "csv")))
                .withMessageStartingWith("unknown options [recommender.training-set.format]");
    }
}
