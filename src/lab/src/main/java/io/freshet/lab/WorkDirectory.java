package io.freshet.lab;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.util.FileUtils;

/** A directory for everything that a command needs while it runs; gone afterwards. */
final class WorkDirectory implements Closeable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path path;

    private WorkDirectory(Path path) {
        this.path = path;
    }

    /** Makes a new one in the temporary directory. */
    static WorkDirectory create() throws IOException {
        return new WorkDirectory(Files.createTempDirectory("freshet-lab-"));
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    /** Those who were stopped may still write for a moment. */
    @Override
    public void close() throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (Files.exists(path)) {
            try {
                FileUtils.deleteDirectory(path.toFile());
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
        }
    }
}
