package io.freshet.lab.process;

import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A child that says in its first line of output that it serves, and where. It ends with {@link
 * #close()}, and, because its standard input ends then, also when this process dies without closing
 * it.
 */
public final class ChildProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int LOG_LINES_SHOWN = 5;

    private final String name;
    private final Process process;
    private final String address;

    private ChildProcess(String name, Process process, String address) {
        this.name = requireNonNull(name, "name");
        this.process = requireNonNull(process, "process");
        this.address = requireNonNull(address, "address");
    }

    /**
     * What to start.
     *
     * @param name for messages, such as {@code the broker}
     * @param environment beside that of this process
     * @param log gets its standard error
     * @param ready how its first line begins when it serves; where follows
     */
    public record Launch(
            String name,
            List<String> command,
            Map<String, String> environment,
            Path log,
            String ready) {

        public Launch {
            requireNonNull(name, "name");
            requireNonNull(log, "log");
            requireNonNull(ready, "ready");
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
        }
    }

    /**
     * Starts it and returns when it serves.
     *
     * @throws IOException if it does not come up; the message ends with what its log says
     */
    public static ChildProcess start(Launch launch) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(launch.command());
        builder.environment().putAll(launch.environment());
        Process process = builder.redirectError(launch.log().toFile()).start();
        try {
            return new ChildProcess(launch.name(), process, awaitReady(process, launch));
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** Where it serves. */
    public String address() {
        return address;
    }

    /** For those who want to see that it is gone. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /**
     * Returns while it runs.
     *
     * @throws IOException if it has ended
     */
    public void check() throws IOException {
        if (!process.isAlive()) {
            throw new IOException(name + " ended with exit code " + process.exitValue());
        }
    }

    /** Asks it to stop, waits for it, and ends it by force if it does not. */
    @Override
    public void close() throws IOException {
        try (var end = process.getOutputStream()) {
            end.flush();
        } catch (IOException e) {
            // The child is gone already; then there is nothing to ask.
            process.destroy();
        }
        try {
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw interrupted(name, e);
        }
    }

    private static String awaitReady(Process process, Launch launch) throws IOException {
        CompletableFuture<String> line =
                CompletableFuture.supplyAsync(
                        () -> {
                            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
                            return out.lines().findFirst().orElse("");
                        });
        String found;
        try {
            found = line.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException(
                    launch.name() + " did not serve within " + PATIENCE + tail(launch.log()), e);
        } catch (ExecutionException e) {
            throw new IOException("cannot read from " + launch.name() + tail(launch.log()), e);
        } catch (InterruptedException e) {
            throw interrupted(launch.name(), e);
        }
        if (!found.startsWith(launch.ready())) {
            throw new IOException(launch.name() + " did not start" + tail(launch.log()));
        }
        return found.substring(launch.ready().length());
    }

    private static String tail(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
        List<String> last =
                lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size());
        return "; " + log + " ends with: " + String.join(" | ", last);
    }

    private static IOException interrupted(String name, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IOException("interrupted while waiting for " + name, e);
    }
}
