package io.freshet.lab;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.util.FileUtils;

/** A directory for everything that a command needs while it runs; gone afterwards. */
final class WorkDirectory implements Closeable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Path path;
    private final Thread atExit;

    private WorkDirectory(Path path) {
        this.path = path;
        this.atExit = new Thread(this::deleteUntilGone, "work-directory-delete");
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Makes a new one in the temporary directory. */
    static WorkDirectory create() throws IOException {
        return new WorkDirectory(Files.createTempDirectory("freshet-lab-"));
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    /** When the process is told to end, others still write while they end. */
    private void deleteUntilGone() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (Files.exists(path) && System.nanoTime() < deadline) {
                FileUtils.deleteDirectoryQuietly(path.toFile());
                Thread.sleep(PAUSE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        FileUtils.deleteDirectory(path.toFile());
    }
}
