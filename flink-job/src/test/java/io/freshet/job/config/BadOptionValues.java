package io.freshet.job.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;

/** Values that options do not permit, and what is said of each. */
final class BadOptionValues {

    private BadOptionValues() {}

    /** A value that an option does not permit, and what is said of it. */
    record Bad(ConfigOption<?> option, String value, String message) {

        @Override
        public String toString() {
            return option.key() + " = '" + value + "'";
        }
    }

    static Stream<Bad> all() {
        return Stream.of(
                        kafka(),
                        topics(),
                        events(),
                        windows(),
                        releases(),
                        attribution(),
                        experiments(),
                        scoring(),
                        slates(),
                        counts(),
                        candidates())
                .flatMap(List::stream);
    }

    private static List<Bad> kafka() {
        String servers =
                "recommender.kafka.bootstrap-servers is '%s', expected HOST:PORT, perhaps several"
                        + " with commas between them, ports 1 to 65535";
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
                new Bad(KafkaOptions.BOOTSTRAP_SERVERS, "a:0", servers.formatted("a:0")),
                new Bad(KafkaOptions.BOOTSTRAP_SERVERS, "a:65536", servers.formatted("a:65536")),
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
                        KafkaOptions.DEAD_LETTERS,
                        KafkaOptions.MODELS,
                        KafkaOptions.MODEL_STATUS,
                        KafkaOptions.EXPERIMENTS,
                        KafkaOptions.ASSIGNMENTS,
                        KafkaOptions.EXPERIMENT_STATUS,
                        KafkaOptions.OUTCOMES,
                        KafkaOptions.EXPERIMENT_METRICS)) {
            for (String name : List.of("", "my topic", ".", "..", "t".repeat(250))) {
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
                                + " expected one or more types of 1 to 256 characters other than"
                                + " exposure"),
                new Bad(
                        EventOptions.TYPES,
                        "t".repeat(257),
                        "recommender.events.types is '["
                                + "t".repeat(257)
                                + "]',"
                                + " expected one or more types of 1 to 256 characters other than"
                                + " exposure"),
                new Bad(
                        EventOptions.TYPES,
                        "click;exposure",
                        "recommender.events.types is '[click, exposure]',"
                                + " expected one or more types of 1 to 256 characters other than"
                                + " exposure"),
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

    private static List<Bad> releases() {
        return List.of(
                new Bad(
                        ReleaseOptions.MAX_SLOTS,
                        "0",
                        "recommender.releases.max-slots is '0', expected 1 to 64"),
                new Bad(
                        ReleaseOptions.MAX_SLOTS,
                        "65",
                        "recommender.releases.max-slots is '65', expected 1 to 64"),
                new Bad(
                        ReleaseOptions.MAX_BUNDLE_SIZE,
                        "1023 b",
                        "recommender.releases.max-bundle-size is '1023 bytes', expected a size of"
                                + " 1 kb or more"),
                new Bad(
                        ReleaseOptions.FETCH_TIMEOUT,
                        "999 ms",
                        "recommender.releases.fetch-timeout is 'PT0.999S', expected 1 s to 1 d"),
                new Bad(
                        ReleaseOptions.FETCH_TIMEOUT,
                        "25 h",
                        "recommender.releases.fetch-timeout is 'PT25H', expected 1 s to 1 d"));
    }

    private static List<Bad> attribution() {
        return List.of(
                new Bad(
                        AttributionOptions.WINDOW,
                        "999 ms",
                        "recommender.attribution.window is 'PT0.999S', expected 1 s to 365 d"),
                new Bad(
                        AttributionOptions.WINDOWS,
                        "purchase:1 min",
                        "recommender.attribution.windows gives 'purchase' '1 min', expected"
                                + " TYPE:DURATION,TYPE:DURATION with 30 min to 365 d"),
                new Bad(
                        AttributionOptions.WINDOWS,
                        "purchase:soon",
                        "recommender.attribution.windows gives 'purchase' 'soon', expected"
                                + " TYPE:DURATION,TYPE:DURATION with 30 min to 365 d"),
                new Bad(
                        AttributionOptions.LATENESS,
                        "25 h",
                        "recommender.attribution.lateness is 'PT25H', expected 0 ms to 1 d"),
                new Bad(
                        AttributionOptions.PATIENCE,
                        "59 s",
                        "recommender.attribution.patience is 'PT59S', expected 1 min to 7 d"),
                new Bad(
                        AttributionOptions.EVIDENCE,
                        "none",
                        "recommender.attribution.evidence cannot be read (Could not parse value for"
                                + " enum class"
                                + " io.freshet.core.attribution.AttributionRules$Evidence. Expected"
                                + " one of: [[AUTO, REQUIRED]]), expected auto or required"),
                new Bad(
                        AttributionOptions.MAX_SLATES,
                        "1",
                        "recommender.attribution.max-slates is '1', expected 2 to 256"),
                new Bad(
                        AttributionOptions.OUTCOMES,
                        "perhaps",
                        "recommender.attribution.outcomes cannot be read (Unrecognized option for boolean: perhaps. Expected either true or false(case insensitive)),"
                                + " expected true or false"));
    }

    private static List<Bad> experiments() {
        return List.of(
                new Bad(
                        ExperimentOptions.CLICKS,
                        "",
                        "recommender.experiments.clicks is '[]', expected one or more event types"),
                new Bad(
                        ExperimentOptions.CONVERSIONS,
                        "purchase; ;like",
                        "recommender.experiments.conversions is '[purchase, , like]', expected one"
                                + " or more event types"),
                new Bad(
                        ExperimentOptions.PLANNED_USERS,
                        "99",
                        "recommender.experiments.planned-users is '99', expected 100 to"
                                + " 1000000000"),
                new Bad(
                        ExperimentOptions.INTERVAL,
                        "99 ms",
                        "recommender.experiments.interval is 'PT0.099S', expected 100 ms to 1 d"));
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
                        ScoringOptions.PRECISION,
                        "fp8",
                        "recommender.scoring.precision cannot be read (Could not parse value for enum class"
                                + ""
                                + " io.freshet.core.bundle.Precision. Expected one of: [[FP32, FP16, INT8]]),"
                                + " expected fp32, fp16 or int8"),
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
                                + " io.freshet.core.domain.SeenPolicy. Expected one of: [[KEEP, DROP]]),"
                                + " expected keep or drop"));
    }

    private static List<Bad> counts() {
        return List.of(
                new Bad(
                        PopularOptions.SIZE,
                        "0",
                        "recommender.popular.size is '0', expected 1 to 10000"),
                new Bad(
                        PopularOptions.SIZE,
                        "10001",
                        "recommender.popular.size is '10001', expected 1 to 10000"),
                new Bad(
                        PopularOptions.HALF_LIFE,
                        "999 ms",
                        "recommender.popular.half-life is 'PT0.999S'," + " expected 1 s to 3650 d"),
                new Bad(
                        PopularOptions.HALF_LIFE,
                        "3651 d",
                        "recommender.popular.half-life is 'PT87624H'," + " expected 1 s to 3650 d"),
                new Bad(
                        CountOptions.INTERVAL,
                        "9 ms",
                        "recommender.counts.interval is 'PT0.009S'," + " expected 10 ms to 1 d"),
                new Bad(
                        CountOptions.INTERVAL,
                        "25 h",
                        "recommender.counts.interval is 'PT25H'," + " expected 10 ms to 1 d"),
                new Bad(
                        CountOptions.INTERVAL,
                        "7 h",
                        "recommender.counts.interval is 'PT7H', expected at most"
                                + " recommender.popular.half-life, which is 'PT6H'"),
                new Bad(
                        PopularOptions.WEIGHTS,
                        "view:much",
                        "recommender.popular.weights gives 'view' 'much', expected"
                                + " TYPE:WEIGHT,TYPE:WEIGHT with 0.0 to 1000000.0"),
                new Bad(
                        PopularOptions.WEIGHTS,
                        "view:-1",
                        "recommender.popular.weights gives 'view' '-1', expected"
                                + " TYPE:WEIGHT,TYPE:WEIGHT with 0.0 to 1000000.0"),
                new Bad(
                        PopularOptions.WEIGHTS,
                        "view:0.5,puchase:5",
                        "recommender.popular.weights names 'puchase', expected one of"
                                + " recommender.events.types, which are [view, click, add_to_cart,"
                                + " purchase]"),
                new Bad(
                        FreshOptions.SIZE,
                        "1001",
                        "recommender.fresh.size is '1001', expected 1 to 1000"),
                new Bad(
                        FreshOptions.MAX_AGE,
                        "999 ms",
                        "recommender.fresh.max-age is 'PT0.999S', expected 1 s to 3650 d"),
                new Bad(
                        FreshOptions.MEMORY,
                        "0 s",
                        "recommender.fresh.memory is 'PT0S', expected 1 s to 36500 d"),
                new Bad(
                        CoVisitationOptions.REACH,
                        "0",
                        "recommender.covisitation.reach is '0', expected 1 to 100"),
                new Bad(
                        CoVisitationOptions.DISTANCE_DECAY,
                        "1.1",
                        "recommender.covisitation.distance-decay is '1.1', expected 0.0 to 1.0"),
                new Bad(
                        CoVisitationOptions.BACKWARD,
                        "NaN",
                        "recommender.covisitation.backward is 'NaN', expected 0.0 to 1.0"),
                new Bad(
                        CoVisitationOptions.BASKET_GAP,
                        "36501 d",
                        "recommender.covisitation.basket-gap is 'PT876024H', expected 0 ms to"
                                + " 36500 d"),
                new Bad(
                        CoVisitationOptions.BASKET_GAP,
                        "PT-1S",
                        "recommender.covisitation.basket-gap cannot be read (negative duration is"
                                + " not supported), expected 0 ms to 36500 d"),
                new Bad(
                        CoVisitationOptions.LONGEST_PAUSE,
                        "0 s",
                        "recommender.covisitation.longest-pause is 'PT0S', expected 1 s to 36500 d"),
                new Bad(
                        CoVisitationOptions.HALF_LIFE,
                        "never",
                        "recommender.covisitation.half-life cannot be read (text does not start with a"
                                + " number, and is not a valid ISO-8601 duration format: never),"
                                + " expected 1 s to 36500 d"),
                new Bad(
                        CoVisitationOptions.NEIGHBOURS,
                        "1001",
                        "recommender.covisitation.neighbours is '1001', expected 1 to 1000"),
                new Bad(
                        CoVisitationOptions.TTL,
                        "0 s",
                        "recommender.covisitation.ttl is 'PT0S', expected 1 s to 36500 d"),
                new Bad(
                        CoVisitationOptions.AT_HAND,
                        "999",
                        "recommender.covisitation.at-hand is '999', expected 1000 to 1000000000"),
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

    private static List<Bad> candidates() {
        return List.of(
                new Bad(
                        CandidateOptions.CATALOGUE,
                        "-1",
                        "recommender.candidates.catalogue is '-1', expected 0 to 1500"),
                new Bad(
                        CandidateOptions.CO_VISITATION,
                        "many",
                        "recommender.candidates.covisitation cannot be read (For input string:"
                                + " \"many\"), expected 0 to 1500"),
                new Bad(
                        CandidateOptions.REPEAT,
                        "1501",
                        "recommender.candidates.repeat is '1501', expected 0 to 1500"),
                new Bad(
                        CandidateOptions.POPULAR,
                        "1501",
                        "recommender.candidates.popular is '1501', expected 0 to 1500"),
                new Bad(
                        CandidateOptions.FRESH,
                        "1501",
                        "recommender.candidates.fresh is '1501', expected 0 to 1500"),
                new Bad(
                        CandidateOptions.MORE,
                        "editorial",
                        "recommender.candidates.more cannot be read (Map item is not a key-value"
                                + " pair (missing ':'?)), expected SOURCE:ITEMS,SOURCE:ITEMS with"
                                + " 1 to 1500"),
                new Bad(
                        CandidateOptions.MORE,
                        "editorial:0",
                        "recommender.candidates.more gives 'editorial' '0', expected"
                                + " SOURCE:ITEMS,SOURCE:ITEMS with 1 to 1500"),
                new Bad(
                        CandidateOptions.MORE,
                        "editorial:10,popular:5",
                        "recommender.candidates.more names 'popular', expected a generator of your"
                                + " own; recommender.candidates.popular is for this one"),
                new Bad(
                        CandidateOptions.MORE,
                        "catalogue:5",
                        "recommender.candidates.more names 'catalogue', expected a generator of"
                                + " your own; recommender.candidates.catalogue is for this one"),
                new Bad(
                        CandidateOptions.BLEND,
                        "perhaps",
                        "recommender.candidates.blend cannot be read (Unrecognized option for"
                                + " boolean: perhaps. Expected either true or false(case"
                                + " insensitive)), expected true or false"));
    }
}
