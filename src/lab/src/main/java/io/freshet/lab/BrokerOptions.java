package io.freshet.lab;

import io.freshet.lab.kafka.KafkaAccess;
import io.freshet.lab.kafka.KafkaTopics;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where interactions are sent to. */
final class BrokerOptions {

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            description = "The broker to send to.")
    private @Nullable String bootstrapServers;

    @Option(
            names = "--topic",
            defaultValue = "events",
            description = "Default ${DEFAULT-VALUE}; created if absent.")
    private String topic;

    @Option(
            names = "--partitions",
            defaultValue = "4",
            description = "Of the topic if it is created; default ${DEFAULT-VALUE}.")
    private int partitions;

    @ArgGroup(validate = false)
    private CommandConfig config = new CommandConfig();

    boolean given() {
        return bootstrapServers != null;
    }

    /**
     * How to reach it.
     *
     * @throws IOException if the file of properties cannot be read
     */
    KafkaAccess access() throws IOException {
        if (bootstrapServers == null) {
            throw new IllegalArgumentException(
                    "--bootstrap-servers is missing, expected HOST:PORT of a broker");
        }
        return new KafkaAccess(bootstrapServers, config.properties());
    }

    String topic() {
        return topic;
    }

    /** Such as {@code topic events at localhost:9092}. */
    @Override
    public String toString() {
        return "topic " + topic + " at " + bootstrapServers;
    }

    /** Creates the topic if it is absent; fails within seconds if no broker answers. */
    void prepare() throws IOException {
        if (partitions < 1) {
            throw new IllegalArgumentException(
                    "--partitions is " + partitions + ", expected 1 or more");
        }
        try (KafkaTopics topics = new KafkaTopics(access())) {
            topics.ensure(topic, partitions);
        }
    }
}
