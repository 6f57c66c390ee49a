package io.freshet.lab.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.freshet.lab.feed.TopicReader;
import io.freshet.lab.job.JobTopics;
import io.freshet.lab.oracle.EventRecord;
import io.freshet.lab.oracle.EventRecord.Position;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What went into a trial, as the broker has it. */
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
}
