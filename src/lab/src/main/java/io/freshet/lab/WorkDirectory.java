package io.freshet.lab;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.util.FileUtils;

/** A directory for everything that a command needs while it runs; gone afterwards. */
final class WorkDirectory implements Closeable {

    private final Path path;
    private final Thread atExit;

    private WorkDirectory(Path path) {
        this.path = path;
        this.atExit = new Thread(() -> FileUtils.deleteDirectoryQuietly(path.toFile()));
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Makes a new one in the temporary directory. */
    static WorkDirectory create() throws IOException {
        return new WorkDirectory(Files.createTempDirectory("freshet-lab-"));
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    @Override
    public void close() throws IOException {
        FileUtils.deleteDirectory(path.toFile());
    }
}
