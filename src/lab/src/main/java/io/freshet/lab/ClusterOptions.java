package io.freshet.lab;

import io.freshet.lab.cluster.ClusterPlan;
import io.freshet.lab.cluster.LocalCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A cluster that lives as long as a command, and what its job serves. */
final class ClusterOptions {

    @Option(
            names = "--bundle",
            paramLabel = "DIRECTORY",
            defaultValue = "${sys:lab.home}/demo-bundle",
            description = "One that knows the simulator's items; default ${DEFAULT-VALUE}.")
    private Path bundle;

    @Option(
            names = "--dir",
            paramLabel = "DIRECTORY",
            description = "Keeps all files of the cluster, its logs too; gone by default.")
    private @Nullable Path directory;

    /** What is done with a cluster. */
    @FunctionalInterface
    interface Use<T> {
        /**
         * @param files for what belongs to the cluster
         */
        T of(LocalCluster cluster, Path files) throws IOException;
    }

    Path bundle() {
        return bundle;
    }

    private static Path newDirectory(Path directory) throws IOException {
        try (Stream<Path> found = Files.list(Files.createDirectories(directory))) {
            if (found.findAny().isPresent()) {
                throw new IllegalArgumentException(
                        "--dir " + directory + " is not empty, expected a new directory");
            }
        }
        return directory.toRealPath();
    }

    /** Starts a cluster, uses it and stops it. */
    <T> T use(ClusterPlan plan, Use<T> use) throws IOException {
        try (WorkDirectory work = WorkDirectory.create()) {
            Path files = directory == null ? work.resolve("files") : newDirectory(directory);
            LocalCluster cluster = LocalCluster.start(files.resolve("cluster"), plan);
            try {
                return use.of(cluster, files);
            } finally {
                cluster.stop();
            }
        }
    }
}
