package io.freshet.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.freshet.core.attribution.AttributionRules;
import io.freshet.core.attribution.AttributionRules.Evidence;
import io.freshet.core.behaviour.WindowBounds;
import io.freshet.core.bundle.Precision;
import io.freshet.core.domain.SeenPolicy;
import io.freshet.core.retrieval.BasketGap;
import io.freshet.core.retrieval.CoVisitationCounting;
import io.freshet.core.scoring.onnx.OnnxSettings;
import io.freshet.core.scoring.onnx.Provider;
import io.freshet.job.serde.InteractionRules;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the options mean, and what is said of a value that is not permitted. */
class RecommenderSettingsTest {

    /** What has no default. */
    private static final Map<String, String> MANDATORY =
            Map.of(
                    "recommender.kafka.bootstrap-servers", "localhost:9092",
                    "recommender.scoring.bundle", "/bundles/films",
                    "recommender.training-set.event-log", "/logs",
                    "recommender.training-set.output", "/rows");

    private static Configuration configuration(Map<String, String> options) {
        Map<String, String> all = new HashMap<>(MANDATORY);
        all.putAll(options);
        return Configuration.fromMap(all);
    }

    private static RecommenderSettings read(Map<String, String> options) {
        return RecommenderSettings.read(configuration(options));
    }

    private static void readAll(Configuration configuration) {
        RecommenderSettings.read(configuration);
        TrainingSetSettings.read(configuration);
    }

    static Stream<BadOptionValues.Bad> badValues() {
        return BadOptionValues.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badValues")
    void aBadValueIsRefused(BadOptionValues.Bad bad) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> readAll(configuration(Map.of(bad.option().key(), bad.value()))))
                .withMessage(bad.message());
    }

    @Test
    void everyOptionHasABadValue() {
        assertThat(badValues().map(bad -> bad.option().key()).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        RecommenderSettings.OPTIONS.stream().map(ConfigOption::key).toList());
    }

    @Test
    void whatIsMandatoryIsAskedFor() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> RecommenderSettings.read(new Configuration()))
                .withMessage(
                        "recommender.scoring.bundle is missing, expected the directory of a model"
                                + " bundle");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(
                        () ->
                                RecommenderSettings.read(
                                        Configuration.fromMap(
                                                Map.of("recommender.scoring.bundle", "/b"))))
                .withMessage(
                        "recommender.kafka.bootstrap-servers is missing, expected HOST:PORT,"
                                + " perhaps several with commas between them, ports 1 to 65535");
    }

    @Test
    void theRestHasDefaults() {
        assertThat(read(Map.of()))
                .isEqualTo(
                        new RecommenderSettings(
                                InteractionRules.of(
                                        List.of("view", "click", "add_to_cart", "purchase"),
                                        300_000,
                                        1_048_576),
                                new WindowSettings(
                                        new WindowBounds(50, Duration.ofDays(30).toMillis()),
                                        Duration.ofDays(30)),
                                new ScoringSettings(
                                        "/bundles/films",
                                        new OnnxSettings(Provider.AUTO, 1, Precision.FP32),
                                        32,
                                        true),
                                new SlateSettings("home", 20, SeenPolicy.KEEP),
                                new CandidateSettings(1_500, 40, 20, 20, 20, Map.of(), true),
                                new CountSettings(
                                        1_000,
                                        new PopularSettings(
                                                1_000, Duration.ofHours(6).toMillis(), Map.of()),
                                        new FreshSettings(
                                                100,
                                                Duration.ofDays(1).toMillis(),
                                                Duration.ofDays(90)),
                                        new PairSettings(
                                                true,
                                                new CoVisitationCounting(
                                                        10,
                                                        0,
                                                        0.5,
                                                        BasketGap.NONE,
                                                        Duration.ofDays(30).toMillis(),
                                                        CoVisitationCounting.NO_AGEING,
                                                        100),
                                                Duration.ofDays(90),
                                                5_000_000)),
                                new ReleaseSettings(4, 2L << 30, Duration.ofMinutes(10)),
                                new AttributionRules(
                                        Duration.ofMinutes(30).toMillis(),
                                        Map.of("purchase", Duration.ofDays(7).toMillis()),
                                        60_000,
                                        600_000,
                                        Duration.ofDays(7).toMillis() + 60_000,
                                        Evidence.AUTO,
                                        16,
                                        64),
                                true,
                                new ExperimentSettings(
                                        Set.of("view", "click"), Set.of("purchase"), 20_000, 5_000),
                                new KafkaSettings(
                                        "localhost:9092",
                                        "freshet",
                                        KafkaOptions.Start.COMMITTED,
                                        Map.of(),
                                        new KafkaSettings.Topics(
                                                "events",
                                                "recommendations",
                                                "dead-letters",
                                                "models",
                                                "model-status",
                                                "experiments",
                                                "assignments",
                                                "experiment-status",
                                                "outcomes",
                                                "experiment-metrics"),
                                        DeliveryGuarantee.AT_LEAST_ONCE)));
    }

    @Test
    void everyOptionIsRead() {
        Map<String, String> options = new HashMap<>();
        options.put("recommender.kafka.bootstrap-servers", "a:1,b:2");
        options.put("recommender.kafka.group-id", "group");
        options.put("recommender.kafka.start", "latest");
        options.put("recommender.kafka.properties", "security.protocol:SSL,acks:all");
        options.put("recommender.topics.events", "shop.events");
        options.put("recommender.topics.recommendations", "shop.slates");
        options.put("recommender.topics.dead-letters", "shop.dead");
        options.put("recommender.topics.models", "shop.models");
        options.put("recommender.topics.model-status", "shop.status");
        options.put("recommender.topics.experiments", "shop.experiments");
        options.put("recommender.topics.assignments", "shop.assignments");
        options.put("recommender.topics.experiment-status", "shop.experiment-status");
        options.put("recommender.topics.outcomes", "shop.outcomes");
        options.put("recommender.topics.experiment-metrics", "shop.experiment-metrics");
        options.put("recommender.experiments.clicks", "play");
        options.put("recommender.experiments.conversions", "like;share");
        options.put("recommender.experiments.planned-users", "100");
        options.put("recommender.experiments.interval", "100 ms");
        options.put("recommender.releases.max-slots", "64");
        options.put("recommender.releases.max-bundle-size", "1 kb");
        options.put("recommender.releases.fetch-timeout", "1 d");
        options.put("recommender.attribution.window", "1 s");
        options.put("recommender.attribution.windows", "like:365 d");
        options.put("recommender.attribution.lateness", "0 s");
        options.put("recommender.attribution.patience", "1 s");
        options.put("recommender.attribution.evidence", "required");
        options.put("recommender.attribution.max-slates", "256");
        options.put("recommender.attribution.outcomes", "false");
        options.put("recommender.delivery", "exactly-once");
        options.put("recommender.events.types", "play;like");
        options.put("recommender.events.max-clock-skew", "0 s");
        options.put("recommender.events.max-size", "64 mb");
        options.put("recommender.window.max-length", "500");
        options.put("recommender.window.max-age", "1 ms");
        options.put("recommender.window.ttl", "1 s");
        options.put("recommender.scoring.bundle", "/b");
        options.put("recommender.scoring.provider", "cuda");
        options.put("recommender.scoring.precision", "fp16");
        options.put("recommender.scoring.threads", "256");
        options.put("recommender.scoring.max-batch-size", "4096");
        options.put("recommender.scoring.coalescing", "false");
        options.put("recommender.slate.surface", "app");
        options.put("recommender.slate.size", "1000");
        options.put("recommender.seen", "drop");
        options.put("recommender.popular.size", "10000");
        options.put("recommender.popular.half-life", "1 d");
        options.put("recommender.popular.weights", "like:5");
        options.put("recommender.counts.interval", "1 d");
        options.put("recommender.candidates.catalogue", "10");
        options.put("recommender.candidates.covisitation", "0");
        options.put("recommender.candidates.repeat", "20");
        options.put("recommender.candidates.popular", "30");
        options.put("recommender.candidates.fresh", "40");
        options.put("recommender.candidates.more", "editorial:5");
        options.put("recommender.candidates.blend", "false");
        options.put("recommender.fresh.size", "1000");
        options.put("recommender.fresh.max-age", "1 s");
        options.put("recommender.fresh.memory", "365 d");
        options.put("recommender.covisitation.reach", "100");
        options.put("recommender.covisitation.distance-decay", "0.9");
        options.put("recommender.covisitation.backward", "1");
        options.put("recommender.covisitation.basket-gap", "0 ms");
        options.put("recommender.covisitation.longest-pause", "1 s");
        options.put("recommender.covisitation.half-life", "1 min");
        options.put("recommender.covisitation.neighbours", "1000");
        options.put("recommender.covisitation.ttl", "1 d");
        options.put("recommender.covisitation.at-hand", "1016");
        options.put("recommender.training-set.event-log", "/logs/2026");
        options.put("recommender.training-set.output", "/rows/2026");
        assertThat(options.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        RecommenderSettings.OPTIONS.stream().map(ConfigOption::key).toList());

        assertThat(read(options))
                .isEqualTo(
                        new RecommenderSettings(
                                InteractionRules.of(List.of("play", "like"), 0, 67_108_864),
                                new WindowSettings(new WindowBounds(500, 1), Duration.ofSeconds(1)),
                                new ScoringSettings(
                                        "/b",
                                        new OnnxSettings(Provider.CUDA, 256, Precision.FP16),
                                        4_096,
                                        false),
                                new SlateSettings("app", 1_000, SeenPolicy.DROP),
                                new CandidateSettings(
                                        10, 0, 20, 30, 40, Map.of("editorial", 5), false),
                                new CountSettings(
                                        86_400_000,
                                        new PopularSettings(
                                                10_000, 86_400_000, Map.of("like", 5.0)),
                                        new FreshSettings(1_000, 1_000, Duration.ofDays(365)),
                                        new PairSettings(
                                                false,
                                                new CoVisitationCounting(
                                                        100,
                                                        0.9,
                                                        1,
                                                        new BasketGap(0),
                                                        1_000,
                                                        60_000,
                                                        1_000),
                                                Duration.ofDays(1),
                                                1_016)),
                                new ReleaseSettings(64, 1_024, Duration.ofDays(1)),
                                new AttributionRules(
                                        1_000,
                                        Map.of("like", Duration.ofDays(365).toMillis()),
                                        0,
                                        1_000,
                                        Duration.ofDays(365).toMillis(),
                                        Evidence.REQUIRED,
                                        256,
                                        64),
                                false,
                                new ExperimentSettings(
                                        Set.of("play"), Set.of("like", "share"), 100, 100),
                                new KafkaSettings(
                                        "a:1,b:2",
                                        "group",
                                        KafkaOptions.Start.LATEST,
                                        Map.of("security.protocol", "SSL", "acks", "all"),
                                        new KafkaSettings.Topics(
                                                "shop.events",
                                                "shop.slates",
                                                "shop.dead",
                                                "shop.models",
                                                "shop.status",
                                                "shop.experiments",
                                                "shop.assignments",
                                                "shop.experiment-status",
                                                "shop.outcomes",
                                                "shop.experiment-metrics"),
                                        DeliveryGuarantee.EXACTLY_ONCE)));
    }

    @Test
    void propertiesOfKafkasClientsMayBeOptionsOfTheirOwn() {
        assertThat(
                        read(Map.of("recommender.kafka.properties.sasl.mechanism", "PLAIN"))
                                .kafka()
                                .properties())
                .isEqualTo(Map.of("sasl.mechanism", "PLAIN"));
    }

    @Test
    void anUnknownOptionIsRefused() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(
                        () ->
                                read(
                                        Map.of(
                                                "recommender.window.max-lenght", "5",
                                                "recommender.kafka.propertiesX", "a:b")))
                .withMessageStartingWith(
                        "unknown options [recommender.kafka.propertiesX,"
                                + " recommender.window.max-lenght], expected"
                                + " [recommender.attribution.evidence, ")
                .withMessageContaining("recommender.window.max-length");
    }

    @Test
    void optionsOfOthersAreNotOurs() {
        assertThat(read(Map.of("parallelism.default", "4", "metrics.scope.jm", "x")))
                .isEqualTo(read(Map.of()));
    }

    @Test
    void aTableThatCannotHoldAnItemIsRefused() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(
                        () ->
                                read(
                                        Map.of(
                                                "recommender.covisitation.neighbours", "1000",
                                                "recommender.covisitation.at-hand", "1015")))
                .withMessage(
                        "recommender.covisitation.at-hand is '1015', expected at least 16 more"
                                + " than recommender.covisitation.neighbours, which is '1000'");
    }

    @Test
    void aTopicHasOneUse() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> read(Map.of("recommender.topics.dead-letters", "events")))
                .withMessage(
                        "topic 'events' is named twice among recommender.topics.*, expected"
                                + " another one for each");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(
                        () ->
                                read(
                                        Map.of(
                                                "recommender.topics.recommendations", "out",
                                                "recommender.topics.dead-letters", "out")))
                .withMessageStartingWith("topic 'out' is named twice");
    }
}
