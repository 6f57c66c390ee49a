package io.freshet.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.freshet.core.behaviour.BehaviourWindowFormat;
import io.freshet.core.domain.DeadLetterReason;
import io.freshet.job.config.FlinkDefaults;
import io.freshet.job.config.PairSettings;
import io.freshet.job.config.TrainingSetSettings;
import io.freshet.job.operator.ScoringRequest;
import io.freshet.job.serde.RawRecord;
import io.freshet.job.serde.TrainingRow;
import io.freshet.job.serde.TrainingRowEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One truth for features: what is trained on is what is served with. */
class TrainingSetITCase {

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir private Path directory;

    private Configuration configuration() {
        return Configuration.fromMap(
                Map.of(
                        "recommender.training-set.event-log", directory.resolve("log").toString(),
                        "recommender.training-set.output", directory.resolve("out").toString(),
                        "recommender.window.max-length", "20",
                        "recommender.window.max-age", "5 d",
                        "restart-strategy.type", "none"));
    }

    private StreamExecutionEnvironment environment(Configuration configuration) {
        return StreamExecutionEnvironment.createLocalEnvironment(
                2, FlinkDefaults.beneath(configuration));
    }

    private void runInBatch() throws Exception {
        Configuration configuration = configuration();
        StreamExecutionEnvironment environment = environment(configuration);
        TrainingSetJob.define(environment, configuration);
        environment.execute();
    }

    /** Each user's newest window in the streaming job. */
    private Map<String, ScoringRequest> windowsInBatch(List<String> lines) throws Exception {
        Configuration configuration = TrainingSetJob.inBatch(configuration());
        TrainingSetSettings settings = TrainingSetSettings.read(configuration);
        StreamExecutionEnvironment environment = environment(configuration);
        TestingSink<ScoringRequest> requests = new TestingSink<>();
        TrainingSetJob.windows(
                        RecommenderTopology.decode(
                                environment
                                        .fromData(raw(lines), TypeInformation.of(RawRecord.class))
                                        .uid("events"),
                                settings.events(),
                                Clock.systemUTC()),
                        settings)
                .sinkTo(requests)
                .uid("requests");
        environment.execute();
        return newest(requests);
    }

    private Map<String, ScoringRequest> runInStreaming(List<String> lines) throws Exception {
        Configuration configuration = configuration();
        TrainingSetSettings settings = TrainingSetSettings.read(configuration);
        StreamExecutionEnvironment environment = environment(configuration);
        TestingSink<ScoringRequest> requests = new TestingSink<>();
        RecommenderTopology.behaviourWindows(
                        RecommenderTopology.decode(
                                        environment
                                                .fromData(
                                                        raw(lines),
                                                        TypeInformation.of(RawRecord.class))
                                                .setParallelism(1)
                                                .uid("events"),
                                        settings.events(),
                                        Clock.systemUTC())
                                .setParallelism(1),
                        settings.window(),
                        PairSettings.NOT_COUNTED)
                .sinkTo(requests)
                .uid("requests");
        environment.execute();
        return newest(requests);
    }

    private static Map<String, ScoringRequest> newest(TestingSink<ScoringRequest> requests) {
        Map<String, ScoringRequest> newest = new HashMap<>();
        for (ScoringRequest request : requests.arrived()) {
            newest.merge(
                    request.userId(),
                    request,
                    (one, other) -> one.revision() > other.revision() ? one : other);
        }
        return newest;
    }

    private static List<RawRecord> raw(List<String> lines) {
        List<RawRecord> records = new ArrayList<>();
        for (String line : lines) {
            byte[] value = line.getBytes(StandardCharsets.UTF_8);
            records.add(new RawRecord("events", 0, records.size(), 0, false, value));
        }
        return records;
    }

    private void writeLog(String file, List<String> lines) throws IOException {
        Path log = Files.createDirectories(directory.resolve("log")).resolve(file);
        try (OutputStream out =
                file.endsWith(".gz")
                        ? new GZIPOutputStream(Files.newOutputStream(log))
                        : Files.newOutputStream(log)) {
            out.write(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
        }
    }

    private List<String> linesIn(String part) throws IOException {
        List<String> lines = new ArrayList<>();
        Path parts = directory.resolve("out").resolve(part);
        if (!Files.exists(parts)) {
            return lines;
        }
        try (Stream<Path> files = Files.walk(parts)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(file.getFileName().toString()).startsWith("part-").endsWith(".jsonl");
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines;
    }

    private static String line(TrainingRow row) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        new TrainingRowEncoder().encode(row, line);
        return line.toString(StandardCharsets.UTF_8).strip();
    }

    @Test
    void streamAndBatchGiveTheSameWindowsByteForByte() throws Exception {
        List<String> lines = TestingEventLog.lines(300, 3);

        Map<String, ScoringRequest> streamed = runInStreaming(lines);
        Map<String, ScoringRequest> batched = windowsInBatch(lines);

        assertThat(batched).hasSize(300).containsOnlyKeys(streamed.keySet());
        assertThat(streamed)
                .allSatisfy(
                        (user, request) ->
                                assertThat(request.window())
                                        .as(user)
                                        .isEqualTo(batched.get(user).window()));
    }

    @Test
    void theNewestRowOfEveryUserIsTheWindowThatIsServedWith() throws Exception {
        List<String> lines = TestingEventLog.lines(300, 1);
        writeLog("a.jsonl", lines.subList(0, lines.size() / 2));
        writeLog("b.jsonl.gz", lines.subList(lines.size() / 2, lines.size()));

        runInBatch();
        Map<String, ScoringRequest> served = runInStreaming(lines);

        Map<String, String> newestRow = new HashMap<>();
        Map<String, JsonNode> newest = new HashMap<>();
        for (String line : linesIn(TrainingSetJob.ROWS)) {
            JsonNode row = JSON.readTree(line);
            String user = row.get("userId").asText();
            JsonNode before = newest.get(user);
            if (before == null || before.get("revision").asLong() < row.get("revision").asLong()) {
                newest.put(user, row);
                newestRow.put(user, line);
            }
        }
        assertThat(served).hasSize(300);
        int compared = 0;
        for (ScoringRequest request : served.values()) {
            if (BehaviourWindowFormat.unpack(request.window()).entries().size() < 2) {
                continue;
            }
            assertThat(newestRow).containsKey(request.userId());
            int targets = newest.get(request.userId()).get("targets").asInt();
            assertThat(newestRow.get(request.userId()))
                    .isEqualTo(
                            line(
                                    new TrainingRow(
                                            request.userId(),
                                            request.revision(),
                                            targets,
                                            request.window())));
            compared++;
        }
        assertThat(compared).isGreaterThan(200);
        assertThat(linesIn(TrainingSetJob.DEAD_LETTERS)).isEmpty();
    }

    @Test
    void everyInteractionIsATargetAtMostOnceAndNeverTheFirst() throws Exception {
        List<String> lines = TestingEventLog.lines(50, 2);
        writeLog("a.jsonl", lines);

        runInBatch();

        Map<String, Integer> timesATarget = new HashMap<>();
        for (String line : linesIn(TrainingSetJob.ROWS)) {
            JsonNode row = JSON.readTree(line);
            JsonNode behaviour = row.get("behaviour");
            int targets = row.get("targets").asInt();
            assertThat(behaviour.size()).isBetween(targets + 1, 20);
            for (int i = behaviour.size() - targets; i < behaviour.size(); i++) {
                JsonNode target = behaviour.get(i);
                timesATarget.merge(
                        row.get("userId").asText() + '@' + target.get("timestamp").asLong(),
                        1,
                        Integer::sum);
            }
        }
        assertThat(timesATarget.values()).containsOnly(1);
        long events = lines.stream().distinct().count();
        assertThat(timesATarget.size()).isBetween((int) (events * 0.8), (int) events - 50);
    }

    @Test
    void linesThatAreNoEventsBecomeDeadLettersWithTheirNumber() throws Exception {
        List<String> lines = new ArrayList<>(TestingEventLog.lines(3, 3).subList(0, 8));
        lines.add(0, "userId,itemId,timestamp");
        lines.add(4, "");
        lines.add(5, "{\"userId\":\"ann\"}");
        writeLog("a.jsonl", lines);

        runInBatch();

        List<JsonNode> letters = new ArrayList<>();
        for (String line : linesIn(TrainingSetJob.DEAD_LETTERS)) {
            letters.add(JSON.readTree(line));
        }
        assertThat(letters)
                .extracting(
                        letter -> letter.get("topic").asText(),
                        letter -> letter.get("offset").asLong(),
                        letter -> letter.get("reason").asText(),
                        letter -> text(letter.get("raw")))
                .containsExactlyInAnyOrder(
                        tuple(
                                "event-log",
                                1L,
                                DeadLetterReason.NOT_JSON.name(),
                                "userId,itemId,timestamp"),
                        tuple(
                                "event-log",
                                6L,
                                DeadLetterReason.MISSING_FIELD.name(),
                                "{\"userId\":\"ann\"}"));
        assertThat(linesIn(TrainingSetJob.ROWS)).isNotEmpty();
    }

    private static String text(JsonNode base64) {
        return new String(Base64.getDecoder().decode(base64.asText()), StandardCharsets.UTF_8);
    }
}
