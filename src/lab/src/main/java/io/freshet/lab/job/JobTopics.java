package io.freshet.lab.job;

import io.freshet.job.config.KafkaOptions;
import io.freshet.lab.kafka.KafkaTopics;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The topics of one job.
 *
 * @param events where events go to
 * @param recommendations where slates come from
 * @param deadLetters where records that are no events come from
 * @param models where releases of models go to
 * @param modelStatus where what became of them comes from
 * @param experiments where experiments go to
 * @param assignments where variants that others give users go to
 * @param experimentStatus where how they are doing comes from
 * @param outcomes where what slates earned comes from
 * @param experimentMetrics where how variants are doing comes from
 */
public record JobTopics(
        String events,
        String recommendations,
        String deadLetters,
        String models,
        String modelStatus,
        String experiments,
        String assignments,
        String experimentStatus,
        String outcomes,
        String experimentMetrics) {

    /** Whoever counts slates reads each of them, if it is not an hour behind. */
    private static final String UNCOMPACTED_MILLIS = "3600000";

    /**
     * Of a topic through which more passes than the disk holds: keeps four gibibytes a partition.
     */
    public static final Map<String, String> BOUNDED =
            Map.of(
                    "cleanup.policy", "delete",
                    "retention.bytes", "4294967296",
                    "segment.bytes", "67108864",
                    "file.delete.delay.ms", "1000");

    private static final Map<String, String> COMPACTED = Map.of("cleanup.policy", "compact");
    private static final Map<String, String> COMPACTED_LATER =
            Map.of("cleanup.policy", "compact", "min.compaction.lag.ms", UNCOMPACTED_MILLIS);

    private static final String LARGEST_EVENT_BYTES = Integer.toString(4 * 1024 * 1024);

    /** With the names that the job takes if it is told nothing. */
    public static JobTopics byDefault() {
        return withPrefix("");
    }

    /** Topics of a job beside others. */
    public static JobTopics withPrefix(String prefix) {
        return new JobTopics(
                prefix + KafkaOptions.EVENTS.defaultValue(),
                prefix + KafkaOptions.RECOMMENDATIONS.defaultValue(),
                prefix + KafkaOptions.DEAD_LETTERS.defaultValue(),
                prefix + KafkaOptions.MODELS.defaultValue(),
                prefix + KafkaOptions.MODEL_STATUS.defaultValue(),
                prefix + KafkaOptions.EXPERIMENTS.defaultValue(),
                prefix + KafkaOptions.ASSIGNMENTS.defaultValue(),
                prefix + KafkaOptions.EXPERIMENT_STATUS.defaultValue(),
                prefix + KafkaOptions.OUTCOMES.defaultValue(),
                prefix + KafkaOptions.EXPERIMENT_METRICS.defaultValue());
    }

    /**
     * Creates them.
     *
     * @param partitions of events and recommendations
     * @throws IOException if the broker refuses, for instance because one exists
     */
    public void create(String bootstrapServers, int partitions) throws IOException {
        createAll(topics(partitions, Map.of(), COMPACTED_LATER), bootstrapServers);
    }

    /**
     * Creates them with events and recommendations {@linkplain #BOUNDED bounded}; slates are not
     * compacted.
     *
     * @param partitions of events and recommendations
     * @throws IOException if the broker refuses, for instance because one exists
     */
    public void createBounded(String bootstrapServers, int partitions) throws IOException {
        createAll(topics(partitions, BOUNDED, BOUNDED), bootstrapServers);
    }

    /** Creates those of them that are not there: a broker may be older than a topic. */
    public void createIfAbsent(String bootstrapServers, int partitions) throws IOException {
        List<Topic> absent;
        try (KafkaTopics topics = new KafkaTopics(bootstrapServers)) {
            Set<String> found = topics.names();
            absent =
                    topics(partitions, Map.of(), COMPACTED_LATER).stream()
                            .filter(each -> !found.contains(each.name()))
                            .toList();
        }
        createAll(absent, bootstrapServers);
    }

    /** A topic as it is to be created. */
    private record Topic(String name, int partitions, Map<String, String> configuration) {}

    private List<Topic> topics(
            int partitions, Map<String, String> ofEvents, Map<String, String> ofRecommendations) {
        Map<String, String> event = new HashMap<>(ofEvents);
        event.put("message.timestamp.type", "LogAppendTime");
        event.put("max.message.bytes", LARGEST_EVENT_BYTES);
        return List.of(
                new Topic(events, partitions, event),
                new Topic(recommendations, partitions, ofRecommendations),
                new Topic(deadLetters, 1, Map.of()),
                new Topic(models, 1, COMPACTED),
                new Topic(modelStatus, 1, COMPACTED),
                new Topic(experiments, 1, COMPACTED),
                new Topic(assignments, partitions, Map.of()),
                new Topic(experimentStatus, 1, COMPACTED),
                new Topic(outcomes, partitions, ofEvents),
                new Topic(experimentMetrics, 1, COMPACTED));
    }

    private static void createAll(List<Topic> wanted, String bootstrapServers) throws IOException {
        try (KafkaTopics topics = new KafkaTopics(bootstrapServers)) {
            for (Topic each : wanted) {
                topics.create(each.name(), each.partitions(), each.configuration());
            }
        }
    }

    /** All of them, events and slates first. */
    public List<String> names() {
        return topics(1, Map.of(), Map.of()).stream().map(Topic::name).toList();
    }

    /** What the job must be told to use them. */
    public Map<String, String> options() {
        return Map.of(
                KafkaOptions.EVENTS.key(), events,
                KafkaOptions.RECOMMENDATIONS.key(), recommendations,
                KafkaOptions.DEAD_LETTERS.key(), deadLetters,
                KafkaOptions.MODELS.key(), models,
                KafkaOptions.MODEL_STATUS.key(), modelStatus,
                KafkaOptions.EXPERIMENTS.key(), experiments,
                KafkaOptions.ASSIGNMENTS.key(), assignments,
                KafkaOptions.EXPERIMENT_STATUS.key(), experimentStatus,
                KafkaOptions.OUTCOMES.key(), outcomes,
                KafkaOptions.EXPERIMENT_METRICS.key(), experimentMetrics);
    }
}
