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

/** What the page says when a stream does not come; skipped where there is no Node. */
class PageConnectionTest {

    private static final String PAGE = "/io/freshet/console/page/";

    private static final String BROWSER =
            """
            globalThis.document = { hidden: false, addEventListener() {}, removeEventListener() {} };
            globalThis.EventSource = class {
              static CLOSED = 2;
              readyState = 2;
              constructor() { EventSource.newest = this; this.on = {}; }
              addEventListener(name, listener) { this.on[name] = listener; }
              close() {}
            };
            const { listen } = await import('./api.js');
            const { onConnection } = await import('./parts/connection.js');
            onConnection((state, reason) => console.log(state, reason));
            const close = listen('users/u', 'user', () => {});
            """;

    @TempDir private Path directory;

    @Test
    void theServerSaysWhyAStreamIsRefused() throws Exception {
        assertThat(
                        run(
                                """
                                globalThis.fetch = async () => new Response(
                                  '{"error": "64 browsers listen already"}', { status: 503 });
                                EventSource.newest.on.error();
                                """))
                .isEqualTo("lost null\nlost 64 browsers listen already\nconnecting null");
    }

    @Test
    void aServerThatIsAwaySaysNothing() throws Exception {
        assertThat(
                        run(
                                """
                                globalThis.fetch = async () => { throw new TypeError('no network'); };
                                EventSource.newest.on.error();
                                """))
                .isEqualTo("lost null\nconnecting null");
    }

    private String run(String script) throws IOException, InterruptedException {
        Files.createDirectories(directory.resolve("parts"));
        copy("api.js");
        copy("parts/connection.js");
        Files.writeString(directory.resolve("parts/links.js"), "export const encode = String;");
        Files.writeString(directory.resolve("package.json"), "{\"type\": \"module\"}");
        Files.writeString(
                directory.resolve("run.js"),
                BROWSER + script + "setTimeout(() => { close(); process.exit(); }, 200);\n");
        Process node;
        try {
            node =
                    new ProcessBuilder(List.of("node", "run.js"))
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

    private void copy(String module) throws IOException {
        try (InputStream from = PageConnectionTest.class.getResourceAsStream(PAGE + module)) {
            Files.write(directory.resolve(module), from.readAllBytes());
        }
    }
}
