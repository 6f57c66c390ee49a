package io.freshet.job.config;

import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;

/** Where events come from and slates go to. */
public final class KafkaOptions {

    /** Where reading begins when there is no state. */
    public enum Start {
        /** With the oldest event that the broker has. */
        EARLIEST,
        /** With the next event. */
        LATEST,
        /** Where the group stopped; with the oldest where it never began. */
        COMMITTED
    }

    public static final ConfigOption<String> BOOTSTRAP_SERVERS =
            ConfigOptions.key("recommender.kafka.bootstrap-servers")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("HOST:PORT of brokers, separated by commas. Mandatory.");

    public static final ConfigOption<String> GROUP_ID =
            ConfigOptions.key("recommender.kafka.group-id")
                    .stringType()
                    .defaultValue("freshet")
                    .withDescription(
                            "The consumer group, and the prefix of transactional ids: one for each"
                                    + " job of a broker.");

    public static final ConfigOption<Start> START =
            ConfigOptions.key("recommender.kafka.start")
                    .enumType(Start.class)
                    .defaultValue(Start.COMMITTED)
                    .withDescription(
                            "Where a job without state begins to read: earliest, latest, or"
                                    + " committed, which is where the group stopped, else"
                                    + " earliest.");

    public static final ConfigOption<Map<String, String>> PROPERTIES =
            ConfigOptions.key("recommender.kafka.properties")
                    .mapType()
                    .defaultValue(Map.of())
                    .withDescription(
                            "Properties for all of Kafka's clients, such as security.protocol and"
                                    + " sasl.*: KEY:VALUE,KEY:VALUE or one option"
                                    + " recommender.kafka.properties.KEY each.");

    public static final ConfigOption<String> EVENTS =
            topic("events", "events", "events are read from");

    public static final ConfigOption<String> RECOMMENDATIONS =
            topic("recommendations", "recommendations", "slates are written to");

    public static final ConfigOption<String> DEAD_LETTERS =
            topic("dead-letters", "dead-letters", "records that are no events are written to");

    public static final ConfigOption<String> MODELS =
            topic("models", "models", "releases of models are read from");

    public static final ConfigOption<String> MODEL_STATUS =
            topic("model-status", "model-status", "what became of releases is written to");

    public static final ConfigOption<String> EXPERIMENTS =
            topic("experiments", "experiments", "experiments are read from");

    public static final ConfigOption<String> ASSIGNMENTS =
            topic("assignments", "assignments", "variants that others give users are read from");

    public static final ConfigOption<String> EXPERIMENT_STATUS =
            topic("experiment-status", "experiment-status", "how they are doing is written to");

    public static final ConfigOption<String> OUTCOMES =
            topic("outcomes", "outcomes", "what slates earned is written to");

    public static final ConfigOption<String> EXPERIMENT_METRICS =
            topic(
                    "experiment-metrics",
                    "experiment-metrics",
                    "how variants are doing is written to");

    public static final ConfigOption<DeliveryGuarantee> DELIVERY =
            ConfigOptions.key("recommender.delivery")
                    .enumType(DeliveryGuarantee.class)
                    .defaultValue(DeliveryGuarantee.AT_LEAST_ONCE)
                    .withDescription(
                            "at-least-once: slates are visible at once and may be repeated after a"
                                    + " failure. exactly-once: in Kafka transactions, visible to"
                                    + " read_committed consumers after each checkpoint.");

    private static final int LONGEST_TOPIC = 249;
    private static final Pattern SERVER = Pattern.compile("[^:,\\s]+:(\\d{1,9})");
    private static final int LARGEST_PORT = 65_535;

    private KafkaOptions() {}

    private static ConfigOption<String> topic(String name, String topic, String use) {
        return ConfigOptions.key("recommender.topics." + name)
                .stringType()
                .defaultValue(topic)
                .withDescription(
                        "The topic that " + use + ". 1 to 249 letters, digits, '.', '_' and '-'.");
    }

    static KafkaSettings read(OptionReader options) {
        return new KafkaSettings(
                options.get(
                        BOOTSTRAP_SERVERS,
                        KafkaOptions::areServers,
                        "HOST:PORT, perhaps several with commas between them, ports 1 to 65535"),
                options.get(GROUP_ID, found -> !found.isBlank(), "the name of a consumer group"),
                options.get(START, found -> true, "earliest, latest or committed"),
                options.get(PROPERTIES, found -> true, "KEY:VALUE,KEY:VALUE"),
                topics(options),
                options.get(
                        DELIVERY,
                        found -> found != DeliveryGuarantee.NONE,
                        "at-least-once or exactly-once"));
    }

    private static boolean areServers(String servers) {
        return Arrays.stream(servers.split(",", -1))
                .map(SERVER::matcher)
                .allMatch(
                        server ->
                                server.matches()
                                        && Integer.parseInt(server.group(1)) >= 1
                                        && Integer.parseInt(server.group(1)) <= LARGEST_PORT);
    }

    private static KafkaSettings.Topics topics(OptionReader options) {
        return new KafkaSettings.Topics(
                topicName(options, EVENTS),
                topicName(options, RECOMMENDATIONS),
                topicName(options, DEAD_LETTERS),
                topicName(options, MODELS),
                topicName(options, MODEL_STATUS),
                topicName(options, EXPERIMENTS),
                topicName(options, ASSIGNMENTS),
                topicName(options, EXPERIMENT_STATUS),
                topicName(options, OUTCOMES),
                topicName(options, EXPERIMENT_METRICS));
    }

    private static String topicName(OptionReader options, ConfigOption<String> option) {
        return options.get(
                option, KafkaOptions::isTopic, "1 to 249 letters, digits, '.', '_' and '-'");
    }

    private static boolean isTopic(String name) {
        return name.matches("[a-zA-Z0-9._-]+")
                && name.length() <= LONGEST_TOPIC
                && !name.equals(".")
                && !name.equals("..");
    }
}
