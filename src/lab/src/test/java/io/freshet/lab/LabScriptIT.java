package io.freshet.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class LabScriptIT {

    private static final Path SCRIPT = Path.of("lab").toAbsolutePath();

    @TempDir private Path directory;

    @Test
    void simulatesImportsAndReplaysThroughABroker() throws Exception {
        Process broker =
                start(SCRIPT, "broker", "--dir", path("broker"), "--port", "0", "--topic", "a:2");
        try {
            String ready = broker.inputReader(StandardCharsets.UTF_8).readLine();
            assertThat(ready).startsWith("READY 127.0.0.1:");
            String servers = ready.substring("READY ".length());

            assertThat(lab("simulate", "--events", "300", "--out", path("sim.jsonl")))
                    .contains("300 interactions in");
            assertThat(lab("import", "jsonl:" + path("sim.jsonl"), "--out", path("in.jsonl")))
                    .contains("300 lines, 300 interactions");
            assertThat(lab("replay", path("in.jsonl"), "--bootstrap-servers", servers))
                    .contains("300 events in");
            assertThat(
                            lab(
                                    "simulate",
                                    "--bootstrap-servers",
                                    servers,
                                    "--rate",
                                    "500",
                                    "--events",
                                    "200"))
                    .contains("200 events in");
            assertThat(simulateUntilTerminated(servers)).contains(" events in ");
        } finally {
            broker.destroy();
        }
        assertThat(broker.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void saysWhatToBuild() throws Exception {
        Path copy = Files.copy(SCRIPT, directory.resolve("lab"));
        Process script = start(copy, "--help");

        assertThat(script.waitFor()).isEqualTo(2);
        assertThat(output(script)).startsWith("lab: not built; run 'mvn ").hasLineCount(1);
    }

    private static String simulateUntilTerminated(String servers) throws Exception {
        Process process = start(SCRIPT, "simulate", "--bootstrap-servers", servers);
        var output = process.inputReader(StandardCharsets.UTF_8);
        assertThat(output.readLine()).startsWith("sending to topic events at 127.0.0.1:");

        process.toHandle().destroy();

        String report = output.readLine();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return report;
    }

    private String lab(String... arguments) throws Exception {
        Process process = start(SCRIPT, arguments);
        String output = output(process);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static Process start(Path script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("bash", script.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }
}
