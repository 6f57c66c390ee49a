package io.freshet.lab.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.core.bundle.ModelBundle;
import io.freshet.core.domain.ModelRelease;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A copy of a bundle that may be changed. */
public final class BundleCopy {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String MANIFEST = "manifest.json";

    private final Path directory;
    private final ObjectNode manifest;

    private BundleCopy(Path directory, ObjectNode manifest) {
        this.directory = directory;
        this.manifest = manifest;
    }

    /**
     * Copies a directory; the copy is the same model in another version.
     *
     * @param directory new
     */
    public static BundleCopy of(Path bundle, Path directory, String version) throws IOException {
        Files.createDirectories(directory);
        try (Stream<Path> files = Files.list(bundle)) {
            for (Path each : files.toList()) {
                Files.copy(each, directory.resolve(each.getFileName()));
            }
        }
        JsonNode manifest = JSON.readTree(directory.resolve(MANIFEST).toFile());
        BundleCopy copy = new BundleCopy(directory, (ObjectNode) manifest);
        return copy.withField("version", version);
    }

    public Path directory() {
        return directory;
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    /** The manifest says so. */
    BundleCopy withField(String name, String value) throws IOException {
        manifest.put(name, value);
        return write();
    }

    /** The manifest lists the file as it is now. */
    BundleCopy withChecksumOf(String name) throws IOException {
        for (JsonNode each : manifest.get("files")) {
            if (each.get("path").asText().equals(name)) {
                ((ObjectNode) each).put("sha256", ModelBundle.sha256(file(name)));
            }
        }
        return write();
    }

    /** With another file of zeros, which takes a while to fetch and to check. */
    BundleCopy withPadding(long bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(file("padding").toFile(), "rw")) {
            file.setLength(bytes);
        }
        ((ArrayNode) manifest.get("files"))
                .addObject()
                .put("path", "padding")
                .put("sha256", ModelBundle.sha256(file("padding")));
        return write();
    }

    /** The word that it is to take over a slot. */
    public ModelRelease release(String slot) throws IOException {
        return BundleIdentity.of(directory).release(slot, directory.toUri().toString());
    }

    private BundleCopy write() throws IOException {
        JSON.writerWithDefaultPrettyPrinter().writeValue(file(MANIFEST).toFile(), manifest);
        return this;
    }
}
