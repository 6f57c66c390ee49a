package io.freshet.lab;

import io.freshet.lab.kafka.KafkaAccess;
import java.io.IOException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The broker of a job that runs somewhere. */
final class JobBroker {

    @Option(
            names = "--bootstrap-servers",
            required = true,
            paramLabel = "HOST:PORT",
            description = "The job's broker.")
    private String bootstrapServers;

    @Mixin private CommandConfig config;

    /**
     * How to reach it.
     *
     * @throws IOException if the file of properties cannot be read
     */
    KafkaAccess access() throws IOException {
        return new KafkaAccess(bootstrapServers, config.properties());
    }
}
