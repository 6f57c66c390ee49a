package io.freshet.lab.kafka;

import static java.util.Objects.requireNonNull;

import io.freshet.lab.broker.BrokerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A Kafka broker in a child JVM with a class path of its own, on the loopback interface. It ends
 * with {@link #close()}, and also when this process dies without closing it.
 */
public final class EmbeddedBroker implements AutoCloseable {

    /** The broker's diagnostics, in the directory that it was given. */
    public static final String LOG = "broker.log";

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int LOG_LINES_SHOWN = 5;

    private final Process process;
    private final String bootstrapServers;

    private EmbeddedBroker(Process process, String bootstrapServers) {
        this.process = requireNonNull(process, "process");
        this.bootstrapServers = requireNonNull(bootstrapServers, "bootstrapServers");
    }

    /** Starts a broker at a free port; its data stays in the directory. */
    public static EmbeddedBroker start(Path directory) throws IOException {
        return start(directory, 0);
    }

    /**
     * Starts a broker and returns when it serves.
     *
     * @param directory holds its data and its log, made if absent
     * @param port of the loopback interface; 0 for a free one
     * @throws IOException if it does not come up; the message ends with what its log says
     */
    public static EmbeddedBroker start(Path directory, int port) throws IOException {
        Files.createDirectories(directory);
        Path log = directory.resolve(LOG);
        Process process =
                new ProcessBuilder(command(directory, port)).redirectError(log.toFile()).start();
        try {
            return new EmbeddedBroker(process, awaitReady(process, log));
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** What clients connect to, {@code host:port}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** The child, for those who want to see that it is gone. */
    public ProcessHandle process() {
        return process.toHandle();
    }

    /**
     * Creates a topic and returns when it is there.
     *
     * @param configuration of the topic, such as {@code cleanup.policy}
     * @throws IOException if the broker refuses, for instance because the topic exists
     */
    public void createTopic(String name, int partitions, Map<String, String> configuration)
            throws IOException {
        try (KafkaTopics topics = new KafkaTopics(bootstrapServers)) {
            topics.create(name, partitions, configuration);
        }
    }

    /**
     * Returns while the broker runs.
     *
     * @throws IOException if it has ended
     */
    public void check() throws IOException {
        if (!process.isAlive()) {
            throw new IOException("the broker ended with exit code " + process.exitValue());
        }
    }

    /** Asks the broker to stop, waits for it, and ends it by force if it does not. */
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
            throw interrupted(e);
        }
    }

    private static List<String> command(Path directory, int port) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx512m");
        command.add("-XX:+UseSerialGC");
        // It lives for minutes: the optimising compiler would take more than it gives.
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(BrokerLaunch.arguments(directory, port));
        return command;
    }

    private static String awaitReady(Process process, Path log) throws IOException {
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
            throw new IOException("the broker did not serve within " + PATIENCE + tail(log), e);
        } catch (ExecutionException e) {
            throw new IOException("cannot read from the broker" + tail(log), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        if (!found.startsWith(BrokerProcess.READY)) {
            throw new IOException("the broker did not start" + tail(log));
        }
        return found.substring(BrokerProcess.READY.length());
    }

    private static String tail(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
        List<String> last =
                lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size());
        return "; " + log + " ends with: " + String.join(" | ", last);
    }

    private static IOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IOException("interrupted while waiting for the broker", e);
    }
}
