package io.freshet.lab.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.core.experiment.ExperimentState;
import io.freshet.core.experiment.ExperimentStatus;
import io.freshet.core.subscription.TopicValue;
import io.freshet.job.config.ExperimentOptions;
import io.freshet.lab.feed.TopicReader;
import io.freshet.lab.job.JobTopics;
import io.freshet.lab.kafka.KeyedWriter;
import io.freshet.lab.oracle.ExperimentsOracle;
import io.freshet.lab.oracle.RunningExperiment;
import io.freshet.lab.time.Await;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Two experiments that change nothing and run through a whole trial: users of one are drawn, two in
 * three of the other's are given their variant by somebody else.
 */
final class TrialExperiments {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TopicValue<ExperimentStatus> STATUS =
            TopicValue.of(ExperimentStatus.class);

    private static final long LONG_AGO = Instant.parse("2020-01-01T00:00:00Z").toEpochMilli();

    private static final RunningExperiment DRAWN =
            new RunningExperiment(
                    "drawn", "not-its-id", Map.of("a", 0.5, "b", 0.3, "c", 0.2), null);

    private final RunningExperiment given;
    private final String bootstrapServers;
    private final JobTopics topics;

    TrialExperiments(String bootstrapServers, JobTopics topics, List<String> users) {
        this.bootstrapServers = bootstrapServers;
        this.topics = topics;
        Map<String, String> variants = new HashMap<>();
        for (int i = 0; i < users.size(); i++) {
            if (i % 3 > 0) {
                variants.put(users.get(i), i % 3 == 1 ? "left" : "right");
            }
        }
        this.given =
                new RunningExperiment(
                        "given", "given", Map.of("left", 0.5, "right", 0.5), variants);
    }

    /** Knows what has to come of them. */
    ExperimentsOracle oracle() {
        return new ExperimentsOracle(
                List.of(DRAWN, given),
                Set.copyOf(ExperimentOptions.CLICKS.defaultValue()),
                Set.copyOf(ExperimentOptions.CONVERSIONS.defaultValue()));
    }

    /** Writes the records, for a job that has not begun. */
    void write() throws IOException {
        try (KeyedWriter to = KeyedWriter.open(bootstrapServers, topics.assignments())) {
            to.write(assignments());
        }
        try (KeyedWriter to = KeyedWriter.open(bootstrapServers, topics.experiments())) {
            for (RunningExperiment each : List.of(DRAWN, given)) {
                to.write(each.id(), record(each).toString().getBytes(UTF_8));
            }
        }
    }

    private Map<String, byte[]> assignments() {
        Map<String, byte[]> records = new HashMap<>();
        given.given()
                .forEach(
                        (user, variant) ->
                                records.put(user, assignment(user, variant).getBytes(UTF_8)));
        return records;
    }

    private String assignment(String user, String variant) {
        return JSON.createObjectNode()
                .put("userId", user)
                .put("experimentId", given.id())
                .put("variant", variant)
                .put("timestamp", System.currentTimeMillis())
                .toString();
    }

    private static ObjectNode record(RunningExperiment experiment) {
        ObjectNode record =
                JSON.createObjectNode()
                        .put("experimentId", experiment.id())
                        .put("salt", experiment.salt())
                        .put("assignment", experiment.given() == null ? "hash" : "external")
                        .put("start", LONG_AGO);
        experiment
                .shares()
                .forEach(
                        (name, share) ->
                                record.withArray("variants")
                                        .addObject()
                                        .put("name", name)
                                        .put("share", share));
        return record;
    }

    /**
     * Whether the job has said of both that they run.
     *
     * @throws Await.HopelessException if it refuses one
     */
    boolean areRunning() throws IOException {
        int running = 0;
        for (byte[] each :
                TopicReader.readNewest(bootstrapServers, topics.experimentStatus()).values()) {
            ExperimentStatus status = STATUS.read(each);
            if (status.state() == ExperimentState.REFUSED) {
                throw new Await.HopelessException(status.toString());
            }
            running += status.state() == ExperimentState.RUNNING ? 1 : 0;
        }
        return running == 2;
    }
}
