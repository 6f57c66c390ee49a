package io.freshet.lab;

import io.freshet.lab.kafka.EmbeddedBroker;
import io.freshet.lab.kafka.KafkaTopics;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lab broker}: serves until it is interrupted. */
@Command(
        name = "broker",
        mixinStandardHelpOptions = true,
        description = "Start a Kafka broker on the loopback interface, until Ctrl-C.")
final class BrokerCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Option(
            names = "--dir",
            required = true,
            paramLabel = "DIRECTORY",
            description = "Holds the data and broker.log; made if absent.")
    private Path directory;

    @Option(
            names = "--port",
            defaultValue = "9092",
            description = "0 for a free one; default ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--topic",
            paramLabel = "NAME:PARTITIONS",
            description = "Create it if absent; may be given again.")
    private List<String> topics = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        List<TopicRequest> requests = topics.stream().map(TopicRequest::parse).toList();
        PrintWriter out = spec.commandLine().getOut();
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, port)) {
            try (KafkaTopics existing = new KafkaTopics(broker.bootstrapServers())) {
                for (TopicRequest request : requests) {
                    existing.ensure(request.name(), request.partitions());
                }
            }
            out.println("READY " + broker.bootstrapServers());
            broker.process().onExit().get();
            throw new IOException("the broker ended; see " + directory.resolve(EmbeddedBroker.LOG));
        } catch (InterruptedException e) {
            // Ctrl-C is how this command ends.
            return 0;
        } catch (ExecutionException e) {
            throw new IOException("cannot wait for the broker", e.getCause());
        }
    }

    /** A topic that somebody wants. */
    record TopicRequest(String name, int partitions) {

        static TopicRequest parse(String text) {
            int colon = text.lastIndexOf(':');
            try {
                int partitions = Integer.parseInt(text.substring(colon + 1));
                if (colon > 0 && partitions > 0) {
                    return new TopicRequest(text.substring(0, colon), partitions);
                }
            } catch (NumberFormatException e) {
                throw bad(text, e);
            }
            throw bad(text, null);
        }

        private static IllegalArgumentException bad(String text, @Nullable Exception cause) {
            return new IllegalArgumentException(
                    "--topic is '" + text + "', expected NAME:PARTITIONS such as events:4", cause);
        }
    }
}
