package io.freshet.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.lab.job.EmbeddedPipeline;
import io.freshet.lab.kafka.KafkaTopics;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ExperimentCommandIT {

    @TempDir private static Path directory;
    private static EmbeddedPipeline pipeline;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void startJob() throws IOException {
        pipeline =
                EmbeddedPipeline.start(
                        directory.resolve("pipeline"),
                        new EmbeddedPipeline.Settings(
                                Path.of("demo-bundle").toAbsolutePath(), 1, 1, Map.of()));
    }

    @AfterAll
    static void stopJob() throws IOException {
        pipeline.close();
    }

    @Test
    void startsAnExperimentSaysWhomANewVersionMovesAndStopsIt() throws IOException {
        assertThat(start(halves("ranking", ""))).isZero();
        assertThat(out.toString()).startsWith("ranking is running since 20").hasLineCount(1);

        assertThat(start(halves("ranking", "\"salt\": \"other\","))).isZero();
        assertThat(out.toString()).startsWith("ranking is running since 20").contains("salt");

        assertThat(lab("status", "ranking")).isZero();
        assertThat(out.toString()).startsWith("ranking is running since 20").hasLineCount(1);

        assertThat(lab("stop", "ranking")).isZero();
        assertThat(out.toString()).startsWith("ranking is removed since 20").hasLineCount(1);

        assertThat(lab("stop", "ranking")).isEqualTo(2);
        assertThat(err.toString()).contains("no experiment 'ranking', expected one of [");
        assertThat(err.toString()).hasLineCount(1);
    }

    @Test
    void tellsWhyTheJobRefusesOne() throws IOException {
        String record =
                """
                {"experimentId": "unheard", "variants": [
                  {"name": "a", "share": 1, "changes": {"modelSlot": "challengr"}}]}
                """;

        assertThat(start(record)).isEqualTo(1);

        assertThat(out.toString())
                .startsWith("unheard is refused since 20")
                .contains("changes.modelSlot is 'challengr', expected 'none' or one of [default]")
                .hasLineCount(1);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void saysThatNobodyAnswers() throws IOException {
        try (KafkaTopics topics = new KafkaTopics(pipeline.bootstrapServers())) {
            topics.create("lonely", 1, Map.of());
            topics.create("silent", 1, Map.of());
        }

        int code =
                start(
                        halves("ranking", ""),
                        "--experiments=lonely",
                        "--experiment-status=silent",
                        "--timeout=1s");

        assertThat(code).isEqualTo(2);
        assertThat(err.toString())
                .contains("the job says nothing of experiment 'ranking' within 1 s")
                .hasLineCount(1);
        assertThat(lab("status", "other")).isEqualTo(2);
        assertThat(err.toString()).contains("the job said nothing of experiment 'other'");
    }

    private static String halves(String experimentId, String more) {
        return """
                {"experimentId": "%s", %s "variants": [
                  {"name": "a", "share": 0.5}, {"name": "b", "share": 0.5}]}
                """
                .formatted(experimentId, more);
    }

    private int start(String record, String... options) throws IOException {
        Path file = Files.writeString(directory.resolve("record.json"), record);
        List<String> arguments = new ArrayList<>(List.of("start", file.toString()));
        arguments.addAll(List.of(options));
        return lab(arguments.toArray(String[]::new));
    }

    private int lab(String... command) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> arguments = new ArrayList<>(List.of("experiment"));
        arguments.addAll(List.of(command));
        arguments.add("--bootstrap-servers=" + pipeline.bootstrapServers());
        return LabCommand.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                arguments.toArray(String[]::new));
    }
}
