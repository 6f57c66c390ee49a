package io.freshet.lab.proof;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
        if (!Files.isDirectory(directory)) {
            throw new IOException("no directory " + directory + " to hide");
        }
        String problem =
                problem("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "none", directory.toString());
        if (!problem.isEmpty()) {
            throw new NotPossibleHereException("cannot mount a small disk: " + problem);
        }
        return new SmallDisk(directory);
    }

    /** What was in the directory is there again. */
    @Override
    public void close() throws IOException {
        // Lazily: whoever has a file open there may close it later.
        String problem = problem("umount", "--lazy", directory.toString());
        if (!problem.isEmpty()) {
            throw new IOException("cannot unmount " + directory + ": " + problem);
        }
    }

    /** Empty if a command succeeds. */
    private static String problem(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            int code = process.waitFor();
            return code == 0 ? "" : "exit code " + code + ": " + said.strip();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + command[0], e);
        }
    }
}
