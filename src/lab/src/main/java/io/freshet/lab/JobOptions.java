package io.freshet.lab;

import io.freshet.lab.job.EmbeddedPipeline;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which job a command starts. */
final class JobOptions {

    @Option(
            names = "--bundle",
            required = true,
            paramLabel = "DIRECTORY",
            description = "The model bundle.")
    private Path bundle;

    @Option(
            names = "--parallelism",
            defaultValue = "1",
            description = "Of the job; default ${DEFAULT-VALUE}.")
    private int parallelism;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "Options of the job and of Flink, such as recommender.seen=drop.")
    private Map<String, String> options = new LinkedHashMap<>();

    /**
     * @param partitions of the topics
     * @param defaults beneath what the user says
     */
    EmbeddedPipeline.Settings settings(int partitions, Map<String, String> defaults) {
        Map<String, String> all = new LinkedHashMap<>(defaults);
        all.putAll(options);
        return new EmbeddedPipeline.Settings(bundle, partitions, parallelism, all);
    }
}
