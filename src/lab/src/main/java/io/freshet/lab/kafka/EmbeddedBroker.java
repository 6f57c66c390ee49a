package io.freshet.lab.kafka;

import static java.util.Objects.requireNonNull;

import io.freshet.lab.broker.BrokerProcess;
import io.freshet.lab.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Kafka broker in a child JVM with a class path of its own, on the loopback interface. It ends
 * with {@link #close()}, and also when this process dies without closing it.
 */
public final class EmbeddedBroker implements AutoCloseable {

    /** The broker's diagnostics, in the directory that it was given. */
    public static final String LOG = "broker.log";

    private final ChildProcess process;

    private EmbeddedBroker(ChildProcess process) {
        this.process = requireNonNull(process, "process");
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
        return new EmbeddedBroker(
                ChildProcess.start(
                        new ChildProcess.Launch(
                                "the broker",
                                command(directory, port),
                                Map.of(),
                                directory.resolve(LOG),
                                BrokerProcess.READY)));
    }

    /** What clients connect to, {@code host:port}. */
    public String bootstrapServers() {
        return process.address();
    }

    /** The child, for those who want to see that it is gone. */
    public ProcessHandle process() {
        return process.handle();
    }

    /**
     * Creates a topic and returns when it is there.
     *
     * @param configuration of the topic, such as {@code cleanup.policy}
     * @throws IOException if the broker refuses, for instance because the topic exists
     */
    public void createTopic(String name, int partitions, Map<String, String> configuration)
            throws IOException {
        try (KafkaTopics topics = new KafkaTopics(bootstrapServers())) {
            topics.create(name, partitions, configuration);
        }
    }

    /**
     * Returns while the broker runs.
     *
     * @throws IOException if it has ended
     */
    public void check() throws IOException {
        process.check();
    }

    /** Asks the broker to stop, waits for it, and ends it by force if it does not. */
    @Override
    public void close() throws IOException {
        process.close();
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
}
