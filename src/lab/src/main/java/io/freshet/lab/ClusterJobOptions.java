package io.freshet.lab;

import io.freshet.lab.cluster.ClusterPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A cluster that lives as long as a command, and the one job that runs on it. */
final class ClusterJobOptions {

    /** A heap whose pages are touched one after the other looks as if memory grew for an hour. */
    private static final Map<String, String> STEADY_MEMORY =
            Map.of("env.java.opts.taskmanager", "-XX:+AlwaysPreTouch");

    @Mixin private ClusterOptions cluster;

    @Option(
            names = "--parallelism",
            defaultValue = "2",
            description = "Of the job, in one TaskManager; default ${DEFAULT-VALUE}.")
    private int parallelism;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "Options of the job and of Flink.")
    private Map<String, String> jobOptions = new LinkedHashMap<>();

    Path bundle() {
        return cluster.bundle();
    }

    int parallelism() {
        return parallelism;
    }

    Map<String, String> jobOptions() {
        return jobOptions;
    }

    /** Starts a cluster with one TaskManager, uses it and stops it. */
    <T> T use(ClusterOptions.Use<T> use) throws IOException {
        return use(ClusterPlan.small().withTaskManagers(1, parallelism), use);
    }

    /** The same for who looks whether memory grows. */
    <T> T useForMemory(ClusterOptions.Use<T> use) throws IOException {
        return use(
                ClusterPlan.small().withTaskManagers(1, parallelism).withOptions(STEADY_MEMORY),
                use);
    }

    /** Starts another cluster, uses it and stops it. */
    <T> T use(ClusterPlan plan, ClusterOptions.Use<T> use) throws IOException {
        return cluster.use(plan, use);
    }
}
