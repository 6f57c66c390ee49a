package io.freshet.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.freshet.core.behaviour.WindowBounds;
import io.freshet.core.reranking.SeenPolicy;
import io.freshet.core.scoring.onnx.OnnxSettings;
import io.freshet.core.scoring.onnx.Provider;
import io.freshet.job.serde.InteractionRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /** A value that an option does not permit, and what is said of it. */
    record Bad(ConfigOption<?> option, String value, String message) {

        @Override
        public String toString() {
            return option.key() + " = '" + value + "'";
        }
    }

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

    static Stream<Bad> badValues() {
        return Stream.of(kafka(), topics(), events(), windows(), scoring(), slates(), popular())
                .flatMap(List::stream);
    }

    private static List<Bad> kafka() {
        String servers =
                "recommender.kafka.bootstrap-servers is '%s', expected HOST:PORT, perhaps several"
                        + " with commas between them";
        return List.of(
                new Bad(
                        KafkaOptions.BOOTSTRAP_SERVERS,
                        "localhost",
                        servers.formatted("localhost")),
                new Bad(
                        KafkaOptions.BOOTSTRAP_SERVERS,
                        "kafka://a:1",
                        servers.formatted("kafka://a:1")),
                new Bad(KafkaOptions.BOOTSTRAP_SERVERS, "a:1, b:2", servers.formatted("a:1, b:2")),
                new Bad(
                        KafkaOptions.GROUP_ID,
                        " ",
                        "recommender.kafka.group-id is ' ', expected the name of a consumer"
                                + " group"),
                new Bad(
                        KafkaOptions.START,
                        "yesterday",
                        "recommender.kafka.start cannot be read (Could not parse value for enum class"
                                + ""
                                + " io.freshet.job.config.KafkaOptions$Start. Expected one of: [[EARLIEST, LATEST, COMMITTED]]),"
                                + " expected earliest, latest or committed"),
                new Bad(
                        KafkaOptions.PROPERTIES,
                        "security.protocol",
                        "recommender.kafka.properties cannot be read (Map item is not a key-value pair"
                                + ""
                                + " (missing ':'?)), expected KEY:VALUE,KEY:VALUE"),
                new Bad(
                        KafkaOptions.DELIVERY,
                        "none",
                        "recommender.delivery is 'none',"
                                + " expected at-least-once or exactly-once"),
                new Bad(
                        KafkaOptions.DELIVERY,
                        "twice",
                        "recommender.delivery cannot be read (Could not parse value for enum class"
                                + ""
                                + " org.apache.flink.connector.base.DeliveryGuarantee. Expected one of: [[exactly-once, at-least-once, none]]),"
                                + " expected at-least-once or exactly-once"));
    }

    private static List<Bad> topics() {
        List<Bad> bad = new ArrayList<>();
        for (ConfigOption<String> topic :
                List.of(
                        KafkaOptions.EVENTS,
                        KafkaOptions.RECOMMENDATIONS,
                        KafkaOptions.DEAD_LETTERS)) {
            for (String name : List.of("", "my topic", "t".repeat(250))) {
                bad.add(
                        new Bad(
                                topic,
                                name,
                                topic.key()
                                        + " is '"
                                        + name
                                        + "', expected 1 to 249 letters, digits, '.', '_' and"
                                        + " '-'"));
            }
        }
        return bad;
    }

    private static List<Bad> events() {
        return List.of(
                new Bad(
                        EventOptions.TYPES,
                        "",
                        "recommender.events.types is '[]',"
                                + " expected one or more types of 1 to 256 characters"),
                new Bad(
                        EventOptions.TYPES,
                        "t".repeat(257),
                        "recommender.events.types is '["
                                + "t".repeat(257)
                                + "]',"
                                + " expected one or more types of 1 to 256 characters"),
                new Bad(
                        EventOptions.MAX_CLOCK_SKEW,
                        "-1 s",
                        "recommender.events.max-clock-skew cannot be read (text does not start with a number, and is not a valid ISO-8601 duration format: -1 s),"
                                + " expected 0 to 36500 d"),
                new Bad(
                        EventOptions.MAX_CLOCK_SKEW,
                        "PT-1S",
                        "recommender.events.max-clock-skew cannot be read (negative duration is not"
                                + " supported), expected 0 to 36500 d"),
                new Bad(
                        EventOptions.MAX_CLOCK_SKEW,
                        "200000000000 d",
                        "recommender.events.max-clock-skew is 'PT4800000000000H',"
                                + " expected 0 to 36500 d"),
                new Bad(
                        EventOptions.MAX_SIZE,
                        "0 b",
                        "recommender.events.max-size is '0 bytes'," + " expected 1 byte to 64 MiB"),
                new Bad(
                        EventOptions.MAX_SIZE,
                        "65 mb",
                        "recommender.events.max-size is '65 mb'," + " expected 1 byte to 64 MiB"),
                new Bad(
                        EventOptions.MAX_SIZE,
                        "much",
                        "recommender.events.max-size cannot be read (text does not start with a number),"
                                + " expected 1 byte to 64 MiB"));
    }

    private static List<Bad> windows() {
        return List.of(
                new Bad(
                        WindowOptions.MAX_LENGTH,
                        "0",
                        "recommender.window.max-length is '0', expected 1 to 500"),
                new Bad(
                        WindowOptions.MAX_LENGTH,
                        "501",
                        "recommender.window.max-length is '501', expected 1 to 500"),
                new Bad(
                        WindowOptions.MAX_LENGTH,
                        "fifty",
                        "recommender.window.max-length cannot be read (For input string: \"fifty\"),"
                                + " expected 1 to 500"),
                new Bad(
                        WindowOptions.MAX_AGE,
                        "0 ms",
                        "recommender.window.max-age is 'PT0S'," + " expected 1 ms to 36500 d"),
                new Bad(
                        WindowOptions.MAX_AGE,
                        "36501 d",
                        "recommender.window.max-age is 'PT876024H'," + " expected 1 ms to 36500 d"),
                new Bad(
                        WindowOptions.MAX_AGE,
                        "200000000000 d",
                        "recommender.window.max-age is 'PT4800000000000H',"
                                + " expected 1 ms to 36500 d"),
                new Bad(
                        WindowOptions.TTL,
                        "999 ms",
                        "recommender.window.ttl is 'PT0.999S'," + " expected 1 s to 36500 d"),
                new Bad(
                        WindowOptions.TTL,
                        "36501 d",
                        "recommender.window.ttl is 'PT876024H'," + " expected 1 s to 36500 d"));
    }

    private static List<Bad> scoring() {
        return List.of(
                new Bad(
                        ScoringOptions.BUNDLE,
                        " ",
                        "recommender.scoring.bundle is ' ', expected the directory of a model"
                                + " bundle"),
                new Bad(
                        ScoringOptions.PROVIDER,
                        "tpu",
                        "recommender.scoring.provider cannot be read (Could not parse value for enum class"
                                + ""
                                + " io.freshet.core.scoring.onnx.Provider. Expected one of: [[AUTO, CUDA, CPU]]),"
                                + " expected auto, cuda or cpu"),
                new Bad(
                        ScoringOptions.THREADS,
                        "0",
                        "recommender.scoring.threads is '0', expected 1 to 256"),
                new Bad(
                        ScoringOptions.THREADS,
                        "257",
                        "recommender.scoring.threads is '257', expected 1 to 256"),
                new Bad(
                        ScoringOptions.MAX_BATCH_SIZE,
                        "0",
                        "recommender.scoring.max-batch-size is '0', expected 1 to 4096"),
                new Bad(
                        ScoringOptions.MAX_BATCH_SIZE,
                        "4097",
                        "recommender.scoring.max-batch-size is '4097', expected 1 to 4096"),
                new Bad(
                        ScoringOptions.COALESCING,
                        "perhaps",
                        "recommender.scoring.coalescing cannot be read (Unrecognized option for boolean: perhaps. Expected either true or false(case insensitive)),"
                                + " expected true or false"));
    }

    private static List<Bad> slates() {
        String surface =
                "recommender.slate.surface is '%s', expected 1 to 256 characters without" + " '|'";
        return List.of(
                new Bad(SlateOptions.SURFACE, " ", surface.formatted(" ")),
                new Bad(SlateOptions.SURFACE, "home|app", surface.formatted("home|app")),
                new Bad(SlateOptions.SURFACE, "s".repeat(257), surface.formatted("s".repeat(257))),
                new Bad(
                        SlateOptions.SIZE,
                        "0",
                        "recommender.slate.size is '0', expected 1 to 1000"),
                new Bad(
                        SlateOptions.SIZE,
                        "1001",
                        "recommender.slate.size is '1001', expected 1 to 1000"),
                new Bad(
                        SlateOptions.SEEN,
                        "forget",
                        "recommender.seen cannot be read (Could not parse value for enum class"
                                + ""
                                + " io.freshet.core.reranking.SeenPolicy. Expected one of: [[KEEP, DROP]]),"
                                + " expected keep or drop"));
    }

    private static List<Bad> popular() {
        return List.of(
                new Bad(
                        PopularOptions.SIZE,
                        "0",
                        "recommender.popular.size is '0', expected 1 to 1000"),
                new Bad(
                        PopularOptions.SIZE,
                        "1001",
                        "recommender.popular.size is '1001', expected 1 to 1000"),
                new Bad(
                        PopularOptions.HALF_LIFE,
                        "999 ms",
                        "recommender.popular.half-life is 'PT0.999S'," + " expected 1 s to 3650 d"),
                new Bad(
                        PopularOptions.HALF_LIFE,
                        "3651 d",
                        "recommender.popular.half-life is 'PT87624H'," + " expected 1 s to 3650 d"),
                new Bad(
                        PopularOptions.INTERVAL,
                        "9 ms",
                        "recommender.popular.interval is 'PT0.009S'," + " expected 10 ms to 1 d"),
                new Bad(
                        PopularOptions.INTERVAL,
                        "25 h",
                        "recommender.popular.interval is 'PT25H'," + " expected 10 ms to 1 d"),
                new Bad(
                        PopularOptions.INTERVAL,
                        "7 h",
                        "recommender.popular.interval is 'PT7H', expected at most"
                                + " recommender.popular.half-life, which is 'PT6H'"),
                new Bad(
                        TrainingSetOptions.EVENT_LOG,
                        " ",
                        "recommender.training-set.event-log is ' ', expected a file or directory"
                                + " of events"),
                new Bad(
                        TrainingSetOptions.OUTPUT,
                        " ",
                        "recommender.training-set.output is ' ', expected a directory to write"
                                + " to"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badValues")
    void aBadValueIsRefused(Bad bad) {
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
                                + " perhaps several with commas between them");
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
                                        new OnnxSettings(Provider.AUTO, 1),
                                        32,
                                        true),
                                new SlateSettings("home", 20, SeenPolicy.KEEP),
                                new PopularSettings(100, Duration.ofHours(6).toMillis(), 1_000),
                                new KafkaSettings(
                                        "localhost:9092",
                                        "freshet",
                                        KafkaOptions.Start.COMMITTED,
                                        Map.of(),
                                        new KafkaSettings.Topics(
                                                "events", "recommendations", "dead-letters"),
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
        options.put("recommender.delivery", "exactly-once");
        options.put("recommender.events.types", "play;like");
        options.put("recommender.events.max-clock-skew", "0 s");
        options.put("recommender.events.max-size", "64 mb");
        options.put("recommender.window.max-length", "500");
        options.put("recommender.window.max-age", "1 ms");
        options.put("recommender.window.ttl", "1 s");
        options.put("recommender.scoring.bundle", "/b");
        options.put("recommender.scoring.provider", "cuda");
        options.put("recommender.scoring.threads", "256");
        options.put("recommender.scoring.max-batch-size", "4096");
        options.put("recommender.scoring.coalescing", "false");
        options.put("recommender.slate.surface", "app");
        options.put("recommender.slate.size", "1000");
        options.put("recommender.seen", "drop");
        options.put("recommender.popular.size", "1000");
        options.put("recommender.popular.half-life", "1 d");
        options.put("recommender.popular.interval", "1 d");
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
                                        "/b", new OnnxSettings(Provider.CUDA, 256), 4_096, false),
                                new SlateSettings("app", 1_000, SeenPolicy.DROP),
                                new PopularSettings(1_000, 86_400_000, 86_400_000),
                                new KafkaSettings(
                                        "a:1,b:2",
                                        "group",
                                        KafkaOptions.Start.LATEST,
                                        Map.of("security.protocol", "SSL", "acks", "all"),
                                        new KafkaSettings.Topics(
                                                "shop.events", "shop.slates", "shop.dead"),
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
                                + " [recommender.delivery, ")
                .withMessageContaining("recommender.window.max-length");
    }

    @Test
    void optionsOfOthersAreNotOurs() {
        assertThat(read(Map.of("parallelism.default", "4", "metrics.scope.jm", "x")))
                .isEqualTo(read(Map.of()));
    }

    @Test
    void aTopicHasOneUse() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> read(Map.of("recommender.topics.dead-letters", "events")))
                .withMessage(
                        "topic 'events' is named twice among recommender.topics.*, expected three"
                                + " topics");
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
