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
import java.util.function.Consumer;
import java.util.stream.Stream;

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
        try (Stream<Path> files = Files.list(TINY_BUNDLE)) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
        return new TestingBundle(directory);
    }

    public ModelBundle load() {
        return ModelBundle.load(directory);
    }

    /** Puts a file in the place of one that the manifest lists. */
    public void replace(String file, byte[] bytes) throws IOException {
        Files.write(directory.resolve(file), bytes);
        changeManifest(
                manifest -> {
                    for (JsonNode listed : manifest.get("files")) {
                        if (listed.get("path").asText().equals(file)) {
                            ((ObjectNode) listed)
                                    .put("sha256", sha256(bytes))
                                    .put("bytes", bytes.length);
                        }
                    }
                });
    }

    /** Writes the manifest anew. */
    public void changeManifest(Consumer<ObjectNode> change) throws IOException {
        Path manifest = directory.resolve("manifest.json");
        ObjectNode tree = (ObjectNode) JSON.readTree(manifest.toFile());
        change.accept(tree);
        JSON.writeValue(manifest.toFile(), tree);
    }

    /** Lets the scores of fp32 differ so much. */
    public void tolerate(double score) throws IOException {
        changeManifest(
                manifest -> {
                    ObjectNode model =
                            JSON.createObjectNode()
                                    .put("precision", "fp32")
                                    .put("path", "model.onnx");
                    model.putObject("tolerance").put("score", score).put("attention", 1e-4);
                    manifest.putArray("precisions").add(model);
                });
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
