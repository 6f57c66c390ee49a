package io.freshet.lab.rehearsal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Assignment;
import io.freshet.core.domain.Outcome;
import io.freshet.core.subscription.TopicValue;
import io.freshet.lab.feed.TopicReader;
import io.freshet.lab.job.JobTopics;
import io.freshet.lab.kafka.KafkaTopics;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What stands in the topics of a job, for a person. */
final class TopicContents {

    private static final TopicValue<Outcome> OUTCOMES = TopicValue.of(Outcome.class);

    private final String bootstrapServers;
    private final JobTopics topics;
    private final Consumer<String> told;

    /**
     * @param told gets each line
     */
    TopicContents(String bootstrapServers, JobTopics topics, Consumer<String> told) {
        this.bootstrapServers = requireNonNull(bootstrapServers, "bootstrapServers");
        this.topics = requireNonNull(topics, "topics");
        this.told = requireNonNull(told, "told");
    }

    /**
     * Tells all records of the topics that control the job and of what it answers, the newest
     * figures, an outcome of each kind and variant, and how many records there are.
     */
    void tell() throws IOException {
        all(topics.models());
        all(topics.modelStatus());
        all(topics.experiments());
        all(topics.experimentStatus());
        told.accept("");
        told.accept("the newest of each key of " + topics.experimentMetrics());
        TopicReader.readNewest(bootstrapServers, topics.experimentMetrics())
                .forEach((key, value) -> told.accept(line(key, value)));
        outcomes();
        counts();
    }

    private void all(String topic) throws IOException {
        told.accept("");
        told.accept("all of " + topic);
        TopicReader.readAll(
                bootstrapServers, topic, each -> told.accept(line(each.key(), each.value())));
    }

    private static String line(@Nullable String key, byte @Nullable [] value) {
        String text = value == null ? "(taken back)" : new String(value, UTF_8);
        return "  " + key + "  " + text.replaceAll("\\s*\n\\s*", " ");
    }

    private void outcomes() throws IOException {
        SortedMap<String, String> newest = new TreeMap<>();
        TopicReader.readAll(
                bootstrapServers,
                topics.outcomes(),
                each -> {
                    Outcome outcome = OUTCOMES.read(requireNonNull(each.value(), "outcome"));
                    for (Assignment assignment : outcome.experiments()) {
                        newest.put(
                                assignment.experimentId()
                                        + '|'
                                        + assignment.variant()
                                        + ' '
                                        + outcome.kind(),
                                line(each.key(), each.value()));
                    }
                });
        told.accept("");
        told.accept("the newest of each variant and kind of " + topics.outcomes());
        newest.values().stream().distinct().forEach(told);
    }

    private void counts() throws IOException {
        told.accept("");
        told.accept("records written to");
        try (KafkaTopics admin = new KafkaTopics(bootstrapServers)) {
            for (String topic :
                    List.of(
                            topics.events(),
                            topics.recommendations(),
                            topics.outcomes(),
                            topics.models(),
                            topics.modelStatus(),
                            topics.experiments(),
                            topics.experimentStatus(),
                            topics.experimentMetrics(),
                            topics.deadLetters())) {
                told.accept(
                        String.format(Locale.ROOT, "  %-34s %,9d", topic, admin.records(topic)));
            }
        }
    }
}
