package io.freshet.lab.proof;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A file system in memory, too small for anything, mounted over a directory for a while. */
final class SmallDisk implements Closeable {

    private static final String SIZE = "64k";

    private final Path directory;

    private SmallDisk(Path directory) {
        this.directory = directory;
    }

    /**
     * Hides what is in a directory.
     *
     * @throws NotPossibleHereException if this process may not mount file systems
     */
    static SmallDisk mountedOver(Path directory) throws IOException {
        String said =
                run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "none", directory.toString());
        if (!said.isEmpty()) {
            throw new NotPossibleHereException("cannot mount a small disk: " + said);
        }
        return new SmallDisk(directory);
    }

    /** What was in the directory is there again. */
    @Override
    public void close() throws IOException {
        // Lazily: whoever has a file open there may close it later.
        String said = run("umount", "--lazy", directory.toString());
        if (!said.isEmpty()) {
            throw new IOException("cannot unmount " + directory + ": " + said);
        }
    }

    /** What a command says that should say nothing. */
    private static String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }
}
