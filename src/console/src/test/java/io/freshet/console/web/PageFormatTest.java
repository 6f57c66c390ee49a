package io.freshet.console.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the page writes numbers and times; skipped where there is no Node. */
class PageFormatTest {

    private static final String MODULE = "/io/freshet/console/page/parts/format.js";

    @TempDir private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "pValue(0.0341) ; 0.034",
                "pValue('NaN') ; –",
                "pValue(NaN) ; –",
                "count('12') ; –",
                "signedRange(-Infinity, 0.1) ; –",
                "dateTime(9223372036854775807) ; –",
                "dateTime(NaN) ; –",
                "time(undefined) ; –",
                "ago(null) ; –",
                "isoTime(1767225600000) ; 2026-01-01T00:00:00.000Z",
                "isoTime(-9223372036854775808) ; ''",
            })
    void whatIsNoNumberAndNoDateIsADash(String call, String expected) throws Exception {
        assertThat(evaluated(call)).isEqualTo(expected);
    }

    @Test
    void nothingIsNoDate() throws Exception {
        assertThat(evaluated("dateTime(null)")).isEqualTo("–");
    }

    private String evaluated(String call) throws IOException, InterruptedException {
        try (InputStream module = PageFormatTest.class.getResourceAsStream(MODULE)) {
            Files.write(directory.resolve("format.mjs"), module.readAllBytes());
        }
        Files.writeString(
                directory.resolve("call.mjs"),
                "import * as format from './format.mjs';\nconsole.log(format." + call + ");\n");
        Process node;
        try {
            node =
                    new ProcessBuilder(List.of("node", "call.mjs"))
                            .directory(directory.toFile())
                            .redirectErrorStream(true)
                            .start();
        } catch (IOException e) {
            assumeThat(e).as("Node is not here").isNull();
            throw e;
        }
        String out = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        node.waitFor();
        return out.strip();
    }
}
