package io.freshet.lab.cluster;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.util.FileUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A broker and a Flink cluster as processes of their own, for all tests of a class:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final LocalClusterExtension CLUSTER = new LocalClusterExtension(ClusterPlan.small());
 * }</pre>
 */
public final class LocalClusterExtension implements BeforeAllCallback, AfterAllCallback {

    /** It lives for minutes: the optimising compiler would take more than it gives. */
    private static final Map<String, String> SHORT_LIVED =
            Map.of(CoreOptions.FLINK_TM_JVM_OPTIONS.key(), "-XX:TieredStopAtLevel=1");

    private final ClusterPlan plan;
    private @Nullable Path directory;
    private @Nullable LocalCluster cluster;

    public LocalClusterExtension(ClusterPlan plan) {
        this.plan = plan.withOptions(SHORT_LIVED);
    }

    /** The cluster, which runs while tests of the class do. */
    public LocalCluster cluster() {
        return requireNonNull(cluster, "no test runs");
    }

    /** For files of the tests; gone afterwards. */
    public Path directory() {
        return requireNonNull(directory, "no test runs");
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        directory = Files.createTempDirectory("freshet-cluster-");
        cluster = LocalCluster.start(directory.resolve("cluster"), plan);
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopQuietly));
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (cluster != null) {
            cluster.stop();
        }
        FileUtils.deleteDirectory(directory().toFile());
    }

    /** Where the tests are ended from outside, nothing may be left. */
    private void stopQuietly() {
        try {
            cluster().stop();
        } catch (IOException e) {
            System.err.println("cluster of tests: " + e.getMessage());
        }
    }
}
