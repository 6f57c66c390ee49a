package io.freshet.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.freshet.job.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stops the training set before it is submitted, and what its graph is made of. */
class TrainingSetJobTest {

    @TempDir private Path directory;

    private final StreamExecutionEnvironment environment = new StreamExecutionEnvironment();

    @BeforeEach
    void writeALog() throws IOException {
        Files.write(directory.resolve("log.jsonl"), List.of("{}"));
    }

    private void define(String log, String output) {
        TrainingSetJob.define(
                environment,
                Configuration.fromMap(
                        Map.of(
                                "recommender.training-set.event-log",
                                directory.resolve(log).toString(),
                                "recommender.training-set.output",
                                directory.resolve(output).toString())));
    }

    private void assertRefused(String log, String output, String message) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> define(log, output))
                .withMessage(message);
        assertThat(environment.getTransformations()).isEmpty();
    }

    @Test
    void aMissingLogIsRefused() {
        assertRefused(
                "nowhere",
                "out",
                "recommender.training-set.event-log is '"
                        + directory
                        + "/nowhere', which is not there");
    }

    @Test
    void anOutputThatHoldsSomethingIsRefused() throws IOException {
        Files.write(Files.createDirectory(directory.resolve("out")).resolve("x"), List.of("x"));

        assertRefused("log.jsonl", "out", outputIsThere("out"));
    }

    @Test
    void anOutputThatIsAFileIsRefused() {
        assertRefused("log.jsonl", "log.jsonl", outputIsThere("log.jsonl"));
    }

    private String outputIsThere(String output) {
        return "recommender.training-set.output is '"
                + directory.resolve(output)
                + "', which is there already, expected a new or empty directory";
    }

    @Test
    void anEmptyOutputIsTaken() throws IOException {
        Files.createDirectory(directory.resolve("out"));

        define("log.jsonl", "out");

        assertThat(environment.getTransformations()).isNotEmpty();
    }

    @Test
    void decodesAndKeepsWindowsWithTheOperatorsOfTheRecommender() {
        define("log.jsonl", "out");

        assertThat(environment.getStreamGraph().getStreamNodes())
                .extracting(StreamNode::getTransformationUID)
                .contains(
                        "event-log",
                        "decode",
                        "event-time",
                        "behaviour-windows",
                        "cut-into-rows",
                        "training-rows",
                        "dead-letters");
    }
}
