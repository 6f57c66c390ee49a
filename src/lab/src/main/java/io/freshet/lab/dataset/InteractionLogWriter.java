package io.freshet.lab.dataset;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Interaction;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a file that {@link InteractionLog} reads, packed if its name ends in {@code .gz}. The file
 * appears, whole, with {@link #commit()}; without that nothing is left behind.
 */
public final class InteractionLogWriter implements InteractionSink, Closeable {

    private final Path path;
    private final Path partial;
    private final OutputStream out;

    /** Opens a file beside the wanted one. */
    public InteractionLogWriter(Path path) throws IOException {
        this.path = requireNonNull(path, "path");
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            String found = Files.isDirectory(path) ? "a directory" : "a device";
            throw new DatasetException(path + " is " + found + ", expected a file");
        }
        this.partial = path.resolveSibling(path.getFileName() + ".partial");
        OutputStream file = new BufferedOutputStream(Files.newOutputStream(partial), 1 << 16);
        this.out = path.toString().endsWith(".gz") ? new GZIPOutputStream(file, 1 << 16) : file;
    }

    @Override
    public void accept(Interaction interaction) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while writing " + path);
        }
        out.write(InteractionLog.toJson(interaction));
        out.write('\n');
    }

    /** Ends the file and gives it its name; replaces one that has it. */
    public void commit() throws IOException {
        out.close();
        Files.move(partial, path, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        out.close();
        Files.deleteIfExists(partial);
    }
}
