package io.freshet.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.lab.kafka.TestingSaslBroker;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a broker asks of its clients reaches all of them; of a job there is nothing but topics. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class CommandConfigIT {

    private static final String USER = "ann";
    private static final String PASSWORD = "open-sesame";

    @TempDir private static Path directory;
    private static TestingSaslBroker broker;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void startBroker() throws IOException {
        broker = TestingSaslBroker.start(directory.resolve("broker"), USER, PASSWORD);
        for (String topic : List.of("experiments", "experiment-status", "models", "model-status")) {
            broker.createTopic(topic);
        }
    }

    @AfterAll
    static void stopBroker() throws IOException {
        broker.close();
    }

    @Test
    void whoSaysThePasswordTellsTheJobOfExperiments() throws IOException {
        Path record =
                Files.writeString(
                        directory.resolve("record.json"),
                        "{\"experimentId\":\"e\",\"variants\":[{\"name\":\"a\",\"share\":1}]}");

        assertThat(lab(PASSWORD, "experiment", "start", record.toString(), "--timeout=1s"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("the job says nothing of experiment 'e' within 1 s");

        assertThat(lab(PASSWORD, "experiment", "stop", "f")).isEqualTo(2);
        assertThat(err.toString()).contains("no experiment 'f', expected one of [e]");

        assertThat(lab(PASSWORD, "experiment", "status")).isZero();
    }

    @Test
    void whoSaysThePasswordReleasesModels() throws IOException {
        assertThat(lab(PASSWORD, release())).isEqualTo(2);

        assertThat(out.toString()).startsWith("released films 2 for slot default");
        assertThat(err.toString())
                .contains("the job says nothing of it within 1 s")
                .hasLineCount(1);
    }

    @Test
    void whoSaysThePasswordSendsTraffic() throws IOException {
        String[] traffic = {"simulate", "--events=5", "--rate=1000", "--items=100"};
        assertThat(lab(PASSWORD, and(traffic, "--titles"))).isZero();
        assertThat(out.toString()).contains("sending to topic events", "5 events in ");

        String log = directory.resolve("log").toString();
        assertThat(run(and(traffic, "--out=" + log))).isZero();
        assertThat(lab(PASSWORD, "replay", log)).isZero();
        assertThat(out.toString()).contains("5 events in ");
    }

    @Test
    void whoDoesNotIsToldSoInOneLine() throws IOException {
        assertThat(lab("guess", release())).isEqualTo(2);
        assertThat(err.toString()).contains("Authentication failed").hasLineCount(1);

        assertThat(lab("guess", "experiment", "status")).isEqualTo(2);
        assertThat(err.toString()).contains("Authentication failed").hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    private static String[] release() {
        return new String[] {
            "release",
            "--uri=s3://models/films",
            "--sha256=" + "ab".repeat(32),
            "--name=films",
            "--model-version=2",
            "--timeout=1s"
        };
    }

    private int lab(String password, String... command) throws IOException {
        Path config =
                Files.writeString(
                        directory.resolve("client.properties"),
                        TestingSaslBroker.clientProperties(USER, password));
        return run(
                and(
                        command,
                        "--bootstrap-servers=" + broker.bootstrapServers(),
                        "--command-config=" + config));
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return LabCommand.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    private static String[] and(String[] arguments, String... more) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
