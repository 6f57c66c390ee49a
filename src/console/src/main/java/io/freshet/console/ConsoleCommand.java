package io.freshet.console;

import io.freshet.console.topic.TopicNames;
import io.freshet.console.web.ServerSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Reader;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code console}: serves a page over the topics until it is stopped. */
@Command(
        name = "console",
        mixinStandardHelpOptions = true,
        version = "Freshet console",
        description = {
            "Serve a page that shows live what is in the topics of a recommender.",
            "It only reads, and answers this machine only, unless there is a token."
        })
public final class ConsoleCommand implements Callable<Integer> {

    /** Holds the token where no file does. */
    static final String TOKEN_VARIABLE = "FRESHET_CONSOLE_TOKEN";

    private static final long MEBIBYTE = 1024 * 1024;

    @Spec private CommandSpec spec;

    @Option(
            names = "--bootstrap-servers",
            defaultValue = "localhost:9092",
            paramLabel = "HOST:PORT,...",
            description = "Brokers; default ${DEFAULT-VALUE}.")
    private String bootstrapServers;

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            description =
                    "Properties of Kafka's clients, for TLS and SASL, as its own tools take them.")
    private @Nullable Path commandConfig;

    @Option(
            names = "--listen",
            defaultValue = "127.0.0.1",
            paramLabel = "ADDRESS",
            description =
                    "Interface to listen on; any but the loopback takes a token. Default"
                            + " ${DEFAULT-VALUE}.")
    private InetAddress listen;

    @Option(
            names = "--port",
            defaultValue = "8090",
            description = "Port to listen on, 0 for a free one; default ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = {
                "Holds the token that a browser has to show before it may act as a user, and from"
                        + " elsewhere before it may look at all.",
                "Without it the variable " + TOKEN_VARIABLE + " does, if it is set."
            })
    private @Nullable Path tokenFile;

    @Option(
            names = "--behind-https",
            description = "Browsers come through a proxy that speaks HTTPS.")
    private boolean behindHttps;

    @Option(
            names = "--flink",
            paramLabel = "URL",
            description =
                    "REST interface of the JobManager, for batch sizes, state and checkpoints.")
    private @Nullable URI flink;

    @Option(
            names = "--events",
            defaultValue = "events",
            paramLabel = "TOPIC",
            description = "Topic of events; default ${DEFAULT-VALUE}.")
    private String events;

    @Option(
            names = "--recommendations",
            defaultValue = "recommendations",
            paramLabel = "TOPIC",
            description = "Topic of slates; default ${DEFAULT-VALUE}.")
    private String recommendations;

    @Option(
            names = "--dead-letters",
            defaultValue = "dead-letters",
            paramLabel = "TOPIC",
            description = "Topic of dead letters; default ${DEFAULT-VALUE}.")
    private String deadLetters;

    @Option(
            names = "--catalog",
            defaultValue = "catalog",
            paramLabel = "TOPIC",
            description = "Topic of items, for titles; default ${DEFAULT-VALUE}.")
    private String catalog;

    @Option(
            names = "--experiments",
            defaultValue = "experiments",
            paramLabel = "TOPIC",
            description = "Topic of experiments; default ${DEFAULT-VALUE}.")
    private String experiments;

    @Option(
            names = "--experiment-status",
            defaultValue = "experiment-status",
            paramLabel = "TOPIC",
            description = "Topic of what became of experiments; default ${DEFAULT-VALUE}.")
    private String experimentStatus;

    @Option(
            names = "--experiment-metrics",
            defaultValue = "experiment-metrics",
            paramLabel = "TOPIC",
            description = "Topic of how variants are doing; default ${DEFAULT-VALUE}.")
    private String experimentMetrics;

    @Option(
            names = "--model-status",
            defaultValue = "model-status",
            paramLabel = "TOPIC",
            description = "Topic of what became of releases; default ${DEFAULT-VALUE}.")
    private String modelStatus;

    @Option(
            names = "--event-types",
            defaultValue = "view,click,add_to_cart,purchase",
            split = ",",
            paramLabel = "TYPE,...",
            description = "What a person may send in the name of a user; default ${DEFAULT-VALUE}.")
    private List<String> eventTypes;

    @Option(
            names = "--surface",
            defaultValue = "home",
            description = "Surface of what a person sends; default ${DEFAULT-VALUE}.")
    private String surface;

    @Option(
            names = "--search",
            defaultValue = "256",
            paramLabel = "MIB",
            description =
                    "Most that is read of a topic, from its end backwards, to find a user; default"
                            + " ${DEFAULT-VALUE} MiB.")
    private int searchMebibytes;

    @Option(
            names = "--titles",
            defaultValue = "200000",
            paramLabel = "ITEMS",
            description = "Items whose titles are kept in memory; default ${DEFAULT-VALUE}.")
    private int titles;

    @Option(
            names = "--until-input-ends",
            hidden = true,
            description = "Ends with its standard input: for whoever starts it as a child.")
    private boolean untilInputEnds;

    /** Runs it; a mistake is one line and exit code 2. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine command = new CommandLine(new ConsoleCommand());
        command.setParameterExceptionHandler(
                (exception, rejected) -> {
                    PrintWriter err = exception.getCommandLine().getErr();
                    err.println("console: " + exception.getMessage() + "; see --help");
                    return CommandLine.ExitCode.USAGE;
                });
        command.setExecutionExceptionHandler(
                (exception, line, parsed) -> {
                    if (exception instanceof IOException
                            || exception instanceof IllegalArgumentException
                            || exception instanceof KafkaException) {
                        line.getErr().println("console: " + message(exception));
                        return CommandLine.ExitCode.USAGE;
                    }
                    throw exception;
                });
        return command;
    }

    private static String message(Exception exception) {
        Throwable cause = exception.getCause();
        boolean kafka = exception instanceof KafkaException && cause != null;
        return exception.getMessage() + (kafka ? ": " + cause.getMessage() : "");
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("--port is " + port + ", expected 0 to 65535");
        }
        if (searchMebibytes < 1 || titles < 0) {
            throw new IllegalArgumentException(
                    "--search is "
                            + searchMebibytes
                            + " and --titles "
                            + titles
                            + ", expected 1 or more and 0 or more");
        }
        checkFlink();
        checkNames();
        Console.Settings settings =
                new Console.Settings(
                        new ServerSettings(listen, port, token(), behindHttps, eventTypes, surface),
                        kafka(),
                        new TopicNames(
                                events,
                                recommendations,
                                deadLetters,
                                catalog,
                                experiments,
                                experimentStatus,
                                experimentMetrics,
                                modelStatus),
                        flink,
                        searchMebibytes * MEBIBYTE,
                        titles);
        try (Console console = Console.start(settings)) {
            PrintWriter out = spec.commandLine().getOut();
            out.println("console at http://" + listen.getHostAddress() + ":" + console.port());
            out.flush();
            await();
        }
        return CommandLine.ExitCode.OK;
    }

    private void checkFlink() {
        if (flink == null) {
            return;
        }
        String scheme = flink.getScheme();
        boolean isHttp = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
        if (!isHttp || flink.getHost() == null || flink.getQuery() != null) {
            throw new IllegalArgumentException(
                    "--flink is '" + flink + "', expected such as http://localhost:8081");
        }
    }

    private void checkNames() {
        checkName("--events", events);
        checkName("--recommendations", recommendations);
        checkName("--dead-letters", deadLetters);
        checkName("--catalog", catalog);
        checkName("--experiments", experiments);
        checkName("--experiment-status", experimentStatus);
        checkName("--experiment-metrics", experimentMetrics);
        checkName("--model-status", modelStatus);
        checkName("--surface", surface);
        eventTypes.forEach(each -> checkName("--event-types", each));
    }

    private static void checkName(String option, String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException(
                    option + " has a name that is '" + name + "', expected one that is not blank");
        }
    }

    private void await() throws IOException, InterruptedException {
        if (untilInputEnds) {
            System.in.transferTo(OutputStream.nullOutputStream());
            return;
        }
        CountDownLatch stopped = new CountDownLatch(1);
        stopped.await();
    }

    private Map<String, Object> kafka() throws IOException {
        Map<String, Object> all = new HashMap<>();
        if (commandConfig != null) {
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(commandConfig, StandardCharsets.UTF_8)) {
                properties.load(reader);
            } catch (IOException e) {
                throw unreadable("--command-config", commandConfig, e);
            }
            properties
                    .stringPropertyNames()
                    .forEach(name -> all.put(name, properties.getProperty(name)));
        }
        all.put("bootstrap.servers", bootstrapServers);
        all.putIfAbsent("client.id", "freshet-console");
        return all;
    }

    private @Nullable String token() throws IOException {
        if (tokenFile == null) {
            String variable = System.getenv(TOKEN_VARIABLE);
            return variable == null || variable.isBlank() ? null : variable.strip();
        }
        try {
            return Files.readString(tokenFile).strip();
        } catch (IOException e) {
            throw unreadable("--token-file", tokenFile, e);
        }
    }

    private static IOException unreadable(String option, Path file, IOException e) {
        if (e instanceof NoSuchFileException) {
            return new IOException(option + ": there is no file " + file, e);
        }
        String reason = e instanceof AccessDeniedException ? "permission denied" : e.getMessage();
        return new IOException(option + ": cannot read " + file + ": " + reason, e);
    }
}
