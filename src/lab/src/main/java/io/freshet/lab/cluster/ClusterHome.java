package io.freshet.lab.cluster;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the build made for clusters: Flink's {@code lib/}, and the jar of the job. */
public final class ClusterHome {

    private static final String PROPERTY = "lab.home";
    private static final String BUILD =
            "; run 'mvn -DskipTests -pl src/lab -am package' in the root of the project";

    private final Path lab;

    private ClusterHome(Path lab) {
        this.lab = lab;
    }

    /** By the system property {@code lab.home}, which the script {@code lab} sets. */
    public static ClusterHome find() throws IOException {
        String home = System.getProperty(PROPERTY);
        if (home == null) {
            throw new IOException(
                    "system property " + PROPERTY + " is not set, expected the directory src/lab");
        }
        return new ClusterHome(Path.of(home));
    }

    /** What the processes of Flink have on their class path. */
    Path library() throws IOException {
        Path library = lab.resolve("cluster/target/lib");
        if (!Files.isDirectory(library)) {
            throw new IOException("no directory " + library + BUILD);
        }
        return library;
    }

    /** The job with all that a cluster does not have, for {@code flink run}. */
    public Path jobJar() throws IOException {
        Path target = lab.resolve("../../flink-job/target").normalize();
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(target)) {
            try (DirectoryStream<Path> jars =
                    Files.newDirectoryStream(target, "flink-job-*-cluster.jar")) {
                jars.forEach(found::add);
            }
        }
        if (found.size() != 1) {
            throw new IOException(
                    "found " + found + " in " + target + ", expected one cluster jar" + BUILD);
        }
        return found.get(0);
    }
}
