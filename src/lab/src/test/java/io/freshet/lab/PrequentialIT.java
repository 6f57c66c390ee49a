package io.freshet.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests coalesce and, unless all is judged, the job restarts: nothing that is judged is lost.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class PrequentialIT {

    private static final int EVENTS = 400;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path directory;

    private void lab(String... arguments) {
        int code =
                LabCommand.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        assertThat(code).as(err.toString()).isZero();
    }

    @Test
    void everySlateThatIsJudgedComesOnce() throws IOException {
        Path log = directory.resolve("log.jsonl");
        Path json = directory.resolve("report.json");
        lab("simulate", "--events=" + EVENTS, "--users=20", "--out=" + log);

        lab(
                "prequential",
                "--bundle=" + Path.of("demo-bundle").toAbsolutePath(),
                "--freeze-counts",
                "--share=0.5",
                "--json=" + json,
                log.toString());

        JsonNode report = new ObjectMapper().readTree(json.toFile());
        assertThat(report.at("/log/judged").asInt()).isGreaterThan(150);
        assertThat(report.at("/feed/missing").asInt()).isZero();
        assertThat(report.at("/feed/repeated").asInt()).isZero();
        assertThat(report.at("/run/eventsIn").asInt()).isEqualTo(EVENTS);
        assertThat(report.at("/run/slatesOut").asInt()).isBetween(1, EVENTS);
        assertThat(report.at("/run/deadLetters")).isEmpty();
    }
}
