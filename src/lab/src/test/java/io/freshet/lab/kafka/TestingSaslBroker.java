package io.freshet.lab.kafka;

import io.freshet.lab.broker.BrokerClassPath;
import io.freshet.lab.broker.BrokerSettings;
import io.freshet.lab.process.LoopbackPort;
import io.freshet.lab.time.Await;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A broker that lets nobody in without a name and a password, but for those who ready it. */
public final class TestingSaslBroker implements AutoCloseable {

    private static final String JAAS =
            "org.apache.kafka.common.security.plain.PlainLoginModule required";

    private final Process process;
    private final String openAddress;
    private final String guardedAddress;

    private TestingSaslBroker(Process process, String openAddress, String guardedAddress) {
        this.process = process;
        this.openAddress = openAddress;
        this.guardedAddress = guardedAddress;
    }

    /** Returns when it serves; it knows one user. */
    public static TestingSaslBroker start(Path directory, String user, String password)
            throws IOException {
        int guarded = LoopbackPort.free();
        BrokerSettings settings =
                BrokerSettings.parse(
                        "--dir",
                        directory.toString(),
                        "--port",
                        "0",
                        "--gate",
                        guarded + ":" + guarded);
        Properties properties = settings.toProperties();
        properties.setProperty(
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,GATE:SASL_PLAINTEXT");
        properties.setProperty("sasl.enabled.mechanisms", "PLAIN");
        properties.setProperty(
                "listener.name.gate.plain.sasl.jaas.config",
                "%s user_%s=\"%s\";".formatted(JAAS, user, password));
        Files.createDirectories(directory);
        Path file = directory.resolve("server.properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        TestingSaslBroker broker =
                new TestingSaslBroker(
                        run(directory, file), settings.bootstrapServers(), "127.0.0.1:" + guarded);
        try {
            Await.until(
                    () -> broker.names().isEmpty(), Duration.ofSeconds(90), "no broker is there");
        } catch (IOException e) {
            broker.close();
            throw e;
        }
        return broker;
    }

    /** The shell ends the broker when its input ends, so it does not outlive the test. */
    private static Process run(Path directory, Path properties) throws IOException {
        String classPath =
                BrokerClassPath.entries().stream()
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "sh",
                                "-c",
                                "\"$@\" kafka.tools.StorageTool format -c \"$FILE\" -t"
                                        + " AAAAAAAAAAAAAAAAAAAAAQ && { \"$@\" kafka.Kafka \"$FILE\""
                                        + " & cat; kill $!; wait $!; }",
                                "sh"));
        command.addAll(List.of(java, "-Xmx512m", "-XX:TieredStopAtLevel=1", "-cp", classPath));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("FILE", properties.toString());
        File log = directory.resolve("broker.log").toFile();
        return builder.redirectErrorStream(true).redirectOutput(log).start();
    }

    private Set<String> names() throws IOException {
        try (KafkaTopics topics = new KafkaTopics(openAddress)) {
            return topics.names();
        }
    }

    /** Creates a topic. */
    public void createTopic(String name) throws IOException {
        try (KafkaTopics topics = new KafkaTopics(openAddress)) {
            topics.create(name, 1, Map.of());
        }
    }

    /** Where it asks who comes. */
    public String bootstrapServers() {
        return guardedAddress;
    }

    /** What a client says to be let in. */
    public static String clientProperties(String user, String password) {
        return """
               security.protocol=SASL_PLAINTEXT
               sasl.mechanism=PLAIN
               sasl.jaas.config=%s username="%s" password="%s";
               """
                .formatted(JAAS, user, password);
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
