package io.freshet.lab;

import picocli.CommandLine.Option;

/** The broker of a job that runs somewhere. */
final class JobBroker {

    @Option(
            names = "--bootstrap-servers",
            required = true,
            paramLabel = "HOST:PORT",
            description = "The job's broker.")
    private String bootstrapServers;

    String bootstrapServers() {
        return bootstrapServers;
    }
}
