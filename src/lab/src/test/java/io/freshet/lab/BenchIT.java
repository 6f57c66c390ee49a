package io.freshet.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 5, unit = TimeUnit.MINUTES)
class BenchIT {

    private static final List<String> MAY_BE_ZERO =
            List.of("coalescedShare", "unanswered", "sentLate", "cpuShare");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path directory;

    @Test
    void tellsEveryFigure() throws IOException {
        Path json = directory.resolve("bench.json");

        int code =
                LabCommand.run(
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        "bench",
                        "--bundle=" + Path.of("demo-bundle").toAbsolutePath(),
                        "--parallelism=1",
                        "--users=300",
                        "--rounds=1",
                        "--time=300ms",
                        "-D=execution.checkpointing.interval=1s",
                        "--json=" + json);

        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        JsonNode report = new ObjectMapper().readTree(json.toFile());
        assertThat(notPositive("", report)).isEmpty();
        assertThat(report.at("/loads")).hasSize(3);
        assertThat(report.at("/everyEvent/coalescedShare/median").asDouble()).isLessThan(0.5);
        assertThat(out.toString())
                .contains("demo 1", "broker pass-through", "ratio of the whole", "at 75 %");
    }

    private static List<String> notPositive(String path, JsonNode node) {
        List<String> found = new ArrayList<>();
        if (node.isNumber()
                && !(node.asDouble() > 0)
                && MAY_BE_ZERO.stream().noneMatch(path::contains)) {
            found.add(path + " is " + node);
        }
        node.properties()
                .forEach(
                        each ->
                                found.addAll(
                                        notPositive(path + "/" + each.getKey(), each.getValue())));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            found.addAll(notPositive(path + "/" + i, node.get(i)));
        }
        return found;
    }
}
