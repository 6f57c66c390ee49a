package io.freshet.lab.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.freshet.core.domain.Assignment;
import io.freshet.lab.feed.TopicReader;
import io.freshet.lab.job.JobTopics;
import io.freshet.lab.oracle.EventRecord;
import io.freshet.lab.oracle.EventRecord.Position;
import io.freshet.lab.oracle.ObservedFigures;
import io.freshet.lab.oracle.ObservedOutcome;
import io.freshet.lab.oracle.ObservedOutcome.Earned;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What went into a trial and what came of it beside slates, as the broker has it. */
final class ProofLog {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String bootstrapServers;
    private final JobTopics topics;

    ProofLog(String bootstrapServers, JobTopics topics) {
        this.bootstrapServers = bootstrapServers;
        this.topics = topics;
    }

    /** All events, each partition in its order. */
    List<EventRecord> events() throws IOException {
        List<EventRecord> events = new ArrayList<>();
        TopicReader.readAll(
                bootstrapServers,
                topics.events(),
                each ->
                        events.add(
                                new EventRecord(
                                        each.partition(),
                                        each.offset(),
                                        each.timestamp(),
                                        each.value())));
        return events;
    }

    /** Of which records there are dead letters; of some perhaps several. */
    List<Position> deadLetters() throws IOException {
        List<Position> positions = new ArrayList<>();
        TopicReader.readAll(
                bootstrapServers,
                topics.deadLetters(),
                each -> {
                    JsonNode letter = JSON.readTree(each.value());
                    positions.add(
                            new Position(
                                    letter.path("partition").asInt(),
                                    letter.path("offset").asLong()));
                });
        return positions;
    }

    /** What is said that slates earned; of some perhaps several times. */
    List<ObservedOutcome> outcomes() throws IOException {
        List<ObservedOutcome> outcomes = new ArrayList<>();
        TopicReader.readAll(
                bootstrapServers,
                topics.outcomes(),
                each -> {
                    JsonNode outcome = JSON.readTree(each.value());
                    outcomes.add(
                            new ObservedOutcome(
                                    outcome.path("outcomeId").asText(),
                                    outcome.path("userId").asText(),
                                    outcome.path("slateId").asText(),
                                    earned(outcome.path("interaction")),
                                    experiments(outcome.path("experiments"))));
                });
        return outcomes;
    }

    private static @Nullable Earned earned(JsonNode interaction) {
        return interaction.isObject()
                ? new Earned(
                        interaction.path("eventId").asText(),
                        interaction.path("itemId").asText(),
                        interaction.path("slot").asInt(),
                        interaction.path("source").asText(),
                        interaction.path("type").asText())
                : null;
    }

    private static List<Assignment> experiments(JsonNode experiments) {
        List<Assignment> found = new ArrayList<>();
        for (JsonNode each : experiments) {
            found.add(
                    new Assignment(
                            each.path("experimentId").asText(), each.path("variant").asText()));
        }
        return found;
    }

    /** The newest figures of each variant, by their keys. */
    Map<String, ObservedFigures> figures() throws IOException {
        Map<String, ObservedFigures> figures = new HashMap<>();
        for (Map.Entry<String, byte[]> each :
                TopicReader.readNewest(bootstrapServers, topics.experimentMetrics()).entrySet()) {
            JsonNode found = JSON.readTree(each.getValue());
            figures.put(
                    each.getKey(),
                    new ObservedFigures(
                            found.path("users").asLong(),
                            found.path("exposures").asLong(),
                            found.path("clicks").asLong(),
                            found.path("conversions").asLong()));
        }
        return figures;
    }
}
