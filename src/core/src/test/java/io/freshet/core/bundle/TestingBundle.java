package io.freshet.core.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** A copy of the tiny bundle whose files may be replaced; the manifest keeps their checksums. */
public final class TestingBundle {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path TINY_BUNDLE = Path.of("src/test/resources/tiny-bundle");

    private final Path directory;

    private TestingBundle(Path directory) {
        this.directory = directory;
    }

    /** A copy in an empty directory. */
    public static TestingBundle in(Path directory) throws IOException {
        for (String file : List.of("manifest.json", "model.onnx", "items.txt", "golden.json")) {
            Files.copy(TINY_BUNDLE.resolve(file), directory.resolve(file));
        }
        return new TestingBundle(directory);
    }

    public ModelBundle load() {
        return ModelBundle.load(directory);
    }

    /** Puts a file in the place of one that the manifest lists. */
    public void replace(String file, byte[] bytes) throws IOException {
        Files.write(directory.resolve(file), bytes);
        Path manifest = directory.resolve("manifest.json");
        JsonNode tree = JSON.readTree(manifest.toFile());
        for (JsonNode listed : tree.get("files")) {
            if (listed.get("path").asText().equals(file)) {
                ((ObjectNode) listed).put("sha256", sha256(bytes)).put("bytes", bytes.length);
            }
        }
        JSON.writeValue(manifest.toFile(), tree);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
