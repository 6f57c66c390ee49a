package io.freshet.lab.broker;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Where one broker keeps its data and at which ports of the loopback interface it listens.
 *
 * @param directory holds the logs; kept between starts
 * @param port for clients
 * @param controllerPort for the broker's own controller
 * @param gate for clients whose connections can be cut, or null
 * @param end what ends the broker
 */
public record BrokerSettings(
        Path directory, int port, int controllerPort, @Nullable Gate gate, End end) {

    /** What ends a broker. */
    public enum End {
        /** The end of its standard input: it does not outlive the process that started it. */
        INPUT,
        /** A signal. */
        SIGNAL
    }

    /**
     * A second listener of which clients are told another port, so that somebody can stand between.
     *
     * @param port where the broker listens
     * @param advertisedPort what clients are told
     */
    public record Gate(int port, int advertisedPort) {

        public Gate {
            checkPort(port);
            checkPort(advertisedPort);
        }

        static Gate parse(String text) {
            String[] ports = text.split(":", -1);
            if (ports.length != 2) {
                throw new IllegalArgumentException("--gate is " + text + "; " + USAGE);
            }
            return new Gate(number("--gate", ports[0]), number("--gate", ports[1]));
        }
    }

    static final String USAGE =
            "expected --dir DIRECTORY --port PORT (0 for a free one), perhaps --gate"
                    + " PORT:ADVERTISED_PORT and --until input|signal";

    static final String LOGS = "logs";

    private static final int MAX_PORT = 65_535;

    public BrokerSettings {
        requireNonNull(directory, "directory");
        checkPort(port);
        checkPort(controllerPort);
    }

    /**
     * Reads {@code --dir DIRECTORY --port PORT} and what else {@link #USAGE} names; port 0 is
     * replaced by a free one.
     *
     * @throws IllegalArgumentException if the arguments are not these
     */
    public static BrokerSettings parse(String... arguments) throws IOException {
        String directory = "";
        String port = "";
        Gate gate = null;
        End end = End.INPUT;
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            switch (arguments[i]) {
                case "--dir" -> directory = arguments[i + 1];
                case "--port" -> port = arguments[i + 1];
                case "--gate" -> gate = Gate.parse(arguments[i + 1]);
                case "--until" -> end = endBy(arguments[i + 1]);
                default ->
                        throw new IllegalArgumentException(
                                "unknown argument " + arguments[i] + "; " + USAGE);
            }
        }
        if (arguments.length % 2 != 0 || directory.isEmpty() || port.isEmpty()) {
            throw new IllegalArgumentException(USAGE);
        }
        return listening(Path.of(directory), number("--port", port), gate, end);
    }

    private static End endBy(String text) {
        return switch (text) {
            case "input" -> End.INPUT;
            case "signal" -> End.SIGNAL;
            default -> throw new IllegalArgumentException("--until is " + text + "; " + USAGE);
        };
    }

    private static int number(String argument, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(argument + " is " + text + "; " + USAGE, e);
        }
    }

    private static BrokerSettings listening(
            Path directory, int wanted, @Nullable Gate gate, End end) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        // Both are held at once, so that they differ.
        try (ServerSocket client = new ServerSocket(wanted, 1, loopback);
                ServerSocket controller = new ServerSocket(0, 1, loopback)) {
            return new BrokerSettings(
                    directory, client.getLocalPort(), controller.getLocalPort(), gate, end);
        } catch (IOException e) {
            throw new IOException(
                    "cannot listen at port " + wanted + " of the loopback interface: " + e, e);
        }
    }

    /** What clients connect to. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** The broker's own configuration: one node that is broker and controller. */
    public Properties toProperties() {
        Properties properties = new Properties();
        properties.setProperty("process.roles", "broker,controller");
        properties.setProperty("node.id", "1");
        properties.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        properties.setProperty(
                "listeners",
                "PLAINTEXT://"
                        + bootstrapServers()
                        + ",CONTROLLER://127.0.0.1:"
                        + controllerPort
                        + (gate == null ? "" : ",GATE://127.0.0.1:" + gate.port()));
        properties.setProperty(
                "advertised.listeners",
                "PLAINTEXT://"
                        + bootstrapServers()
                        + (gate == null ? "" : ",GATE://127.0.0.1:" + gate.advertisedPort()));
        properties.setProperty("controller.listener.names", "CONTROLLER");
        properties.setProperty("inter.broker.listener.name", "PLAINTEXT");
        properties.setProperty(
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,GATE:PLAINTEXT");
        properties.setProperty("log.dirs", directory.resolve(LOGS).toString());
        properties.setProperty("offsets.topic.replication.factor", "1");
        properties.setProperty("offsets.topic.num.partitions", "4");
        properties.setProperty("transaction.state.log.replication.factor", "1");
        properties.setProperty("transaction.state.log.min.isr", "1");
        properties.setProperty("transaction.state.log.num.partitions", "4");
        properties.setProperty("share.coordinator.state.topic.replication.factor", "1");
        properties.setProperty("share.coordinator.state.topic.min.isr", "1");
        properties.setProperty("share.coordinator.state.topic.num.partitions", "1");
        properties.setProperty("group.initial.rebalance.delay.ms", "0");
        // Killed and started again, it is let in when its former session has ended.
        properties.setProperty("broker.session.timeout.ms", "4000");
        properties.setProperty("broker.heartbeat.interval.ms", "500");
        // Bounded topics are filled in less than Kafka's five minutes.
        properties.setProperty("log.retention.check.interval.ms", "10000");
        properties.setProperty("log.cleaner.dedupe.buffer.size", "4194304");
        // A misspelt topic is an error, never a new topic.
        properties.setProperty("auto.create.topics.enable", "false");
        return properties;
    }

    private static void checkPort(int port) {
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("port " + port + " is not in 1.." + MAX_PORT);
        }
    }
}
