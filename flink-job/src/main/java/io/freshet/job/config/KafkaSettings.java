package io.freshet.job.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.connector.base.DeliveryGuarantee;

/**
 * Where events come from and slates go to.
 *
 * @param groupId consumer group and prefix of transactional ids
 * @param start where a job without state begins
 * @param properties for all of Kafka's clients
 * @param delivery at least once, or exactly once in transactions
 */
public record KafkaSettings(
        String bootstrapServers,
        String groupId,
        KafkaOptions.Start start,
        Map<String, String> properties,
        Topics topics,
        DeliveryGuarantee delivery) {

    public KafkaSettings {
        properties = Map.copyOf(properties);
    }

    /** Names of topics, each another one. */
    public record Topics(
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

        public Topics {
            Set<String> names = new HashSet<>();
            for (String name :
                    List.of(
                            events,
                            recommendations,
                            deadLetters,
                            models,
                            modelStatus,
                            experiments,
                            assignments,
                            experimentStatus,
                            outcomes,
                            experimentMetrics)) {
                if (!names.add(name)) {
                    throw new ConfigurationException(
                            "topic '"
                                    + name
                                    + "' is named twice among recommender.topics.*, expected"
                                    + " another one for each");
                }
            }
        }

        /** Those that the job reads. */
        public List<String> read() {
            return List.of(events, models, experiments, assignments);
        }

        /** Those that the job reads, then those that it writes. */
        public List<String> all() {
            List<String> all = new ArrayList<>(read());
            all.addAll(
                    List.of(
                            recommendations,
                            deadLetters,
                            modelStatus,
                            experimentStatus,
                            outcomes,
                            experimentMetrics));
            return all;
        }
    }
}
