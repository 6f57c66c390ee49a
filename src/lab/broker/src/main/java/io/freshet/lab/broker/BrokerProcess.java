package io.freshet.lab.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * A process that is one Kafka broker: prints {@code READY host:port} when it serves, and nothing
 * else, on its standard output. Unless told otherwise it stops when its standard input ends, so it
 * never outlives the process that started it.
 */
public final class BrokerProcess {

    /** What the line on standard output begins with. */
    public static final String READY = "READY ";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private BrokerProcess() {}

    /** Serves until its end; exit code 2 for bad arguments, 1 for a failure. */
    public static void main(String[] arguments) {
        // Ctrl-C reaches every process of a terminal; whoever started this one ends it in order.
        Signal.handle(new Signal("INT"), SignalHandler.SIG_IGN);
        PrintStream out = System.out;
        // Kafka's tools print there too.
        System.setOut(System.err);
        System.setProperty(
                "log4j2.configurationFile", "classpath:io/freshet/lab/broker/log4j2.properties");
        try {
            serve(BrokerSettings.parse(arguments), out);
        } catch (IllegalArgumentException e) {
            System.err.println("broker: " + e.getMessage());
            System.exit(2);
        } catch (IOException | RuntimeException e) {
            System.err.println("broker: " + e.getMessage());
            System.exit(1);
        }
        System.exit(0);
    }

    private static void serve(BrokerSettings settings, PrintStream out) throws IOException {
        Properties properties = settings.toProperties();
        format(settings.directory(), properties);
        KafkaRaftServer server =
                new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
        server.startup();
        out.println(READY + settings.bootstrapServers());
        out.flush();
        haltWhenStopped(server);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "broker-stop"));
        if (settings.end() == BrokerSettings.End.SIGNAL) {
            server.awaitShutdown();
            return;
        }
        System.in.transferTo(OutputStream.nullOutputStream());
        haltAfterPatience();
        server.shutdown();
    }

    private static void format(Path directory, Properties properties) throws IOException {
        if (Files.exists(directory.resolve(BrokerSettings.LOGS).resolve("meta.properties"))) {
            return;
        }
        Files.createDirectories(directory);
        Path file = directory.resolve("server.properties");
        try (var writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            properties.store(writer, null);
        }
        String[] command = {
            "format", "--cluster-id", Uuid.randomUuid().toString(), "--config", file.toString()
        };
        int code = StorageTool.execute(command, System.err);
        if (code != 0) {
            throw new IOException("cannot format " + directory + ", exit code " + code);
        }
    }

    /** A broker that gave up must not leave a process that looks alive. */
    private static void haltWhenStopped(KafkaRaftServer server) {
        daemon(
                "broker-watch",
                () -> {
                    server.awaitShutdown();
                    Runtime.getRuntime().halt(0);
                });
    }

    private static void haltAfterPatience() {
        daemon(
                "broker-patience",
                () -> {
                    try {
                        Thread.sleep(PATIENCE.toMillis());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    System.err.println("broker: did not stop within " + PATIENCE);
                    Runtime.getRuntime().halt(1);
                });
    }

    private static void daemon(String name, Runnable action) {
        Thread thread = new Thread(action, name);
        thread.setDaemon(true);
        thread.start();
    }
}
