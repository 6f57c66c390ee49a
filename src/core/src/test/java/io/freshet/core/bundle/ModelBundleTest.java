package io.freshet.core.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What makes a directory a bundle, and what is said of one that is none. */
class ModelBundleTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path directory;

    @BeforeEach
    void writeAGoodBundle() throws Exception {
        Files.writeString(directory.resolve("model.onnx"), "a graph");
        Files.writeString(directory.resolve("items.txt"), "a\nb\n");
        Files.writeString(
                directory.resolve("golden.json"),
                """
                {"tolerance": {"score": 1e-4, "attention": 1e-4},
                 "cases": [{"name": "one", "behaviour": [],
                  "inputs": {"item": [], "event_type": [], "age_seconds": [], "k": 1},
                  "outputs": {"top_item": [], "top_score": [], "top_attention": []}}]}
                """);
        ObjectNode manifest = JSON.createObjectNode();
        manifest.put("formatVersion", 1).put("name", "films").put("version", "7");
        manifest.put("schema", "freshet-behaviour-1").put("windowLength", 5);
        manifest.putArray("eventTypes").add("view");
        manifest.putArray("files");
        writeManifest(manifest);
        for (String file : new String[] {"model.onnx", "items.txt", "golden.json"}) {
            list(file);
        }
    }

    private void writeManifest(ObjectNode manifest) throws IOException {
        JSON.writeValue(directory.resolve("manifest.json").toFile(), manifest);
    }

    private void changeManifest(Consumer<ObjectNode> change) throws IOException {
        ObjectNode manifest =
                (ObjectNode) JSON.readTree(directory.resolve("manifest.json").toFile());
        change.accept(manifest);
        writeManifest(manifest);
    }

    private void list(String file) throws Exception {
        byte[] bytes = Files.readAllBytes(directory.resolve(file));
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        changeManifest(
                manifest -> {
                    ArrayNode files = (ArrayNode) manifest.get("files");
                    for (int i = 0; i < files.size(); i++) {
                        if (files.get(i).get("path").asText().equals(file)) {
                            files.remove(i);
                        }
                    }
                    files.addObject()
                            .put("path", file)
                            .put("sha256", sha256)
                            .put("bytes", bytes.length);
                });
    }

    private void replace(String file, String text) throws Exception {
        Files.writeString(directory.resolve(file), text);
        list(file);
    }

    private void assertRefused(String... parts) {
        assertThatExceptionOfType(BundleException.class)
                .isThrownBy(() -> ModelBundle.load(directory))
                .withMessageContaining(directory.toString())
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    @Test
    void aGoodBundleIsRead() {
        ModelBundle bundle = ModelBundle.load(directory);
        assertThat(bundle.manifest().modelId().name()).isEqualTo("films");
        assertThat(bundle.vocabulary()).containsExactly("a", "b");
        assertThat(bundle.itemAt(1)).isEqualTo("a");
        assertThat(bundle.encoder().knows("b")).isTrue();
    }

    @Test
    void aMissingDirectoryIsNamed() {
        assertThatExceptionOfType(BundleException.class)
                .isThrownBy(() -> ModelBundle.load(directory.resolve("nowhere")))
                .withMessageContaining("nowhere: there is no such directory");
    }

    @Test
    void aMissingManifestIsNamed() throws IOException {
        Files.delete(directory.resolve("manifest.json"));
        assertRefused("manifest.json is missing");
    }

    @Test
    void aDamagedManifestIsNamed() throws IOException {
        Files.writeString(directory.resolve("manifest.json"), "{\"name\": ");
        assertRefused("manifest.json: ");
    }

    @Test
    void aChangedFileIsFound() throws IOException {
        Files.writeString(directory.resolve("model.onnx"), "another graph");
        assertRefused("file model.onnx has sha256", "the manifest says");
    }

    @Test
    void aMissingFileIsFound() throws IOException {
        Files.delete(directory.resolve("items.txt"));
        assertRefused("file items.txt is missing");
    }

    @Test
    void aFileThatIsNotListedIsRefused() throws IOException {
        changeManifest(manifest -> manifest.putArray("files"));
        assertRefused("manifest.json does not list the file");
    }

    @Test
    void aFileOutsideIsRefused() throws IOException {
        changeManifest(
                manifest ->
                        ((ArrayNode) manifest.get("files"))
                                .addObject()
                                .put("path", "../secret")
                                .put("sha256", "00")
                                .put("bytes", 1));
        assertRefused("../secret lies outside the bundle");
    }

    @Test
    void anotherFormatIsRefused() throws IOException {
        changeManifest(manifest -> manifest.put("formatVersion", 2));
        assertRefused("formatVersion is 2, this release reads 1");
    }

    @Test
    void anotherSchemaIsRefused() throws IOException {
        changeManifest(manifest -> manifest.put("schema", "mine-3"));
        assertRefused("schema is 'mine-3'", "freshet-behaviour-1");
    }

    @Test
    void aManifestWithoutANameIsRefused() throws IOException {
        changeManifest(manifest -> manifest.remove("name"));
        assertRefused("field 'name' is missing");
    }

    @Test
    void aVocabularyThatRepeatsItselfIsRefused() throws Exception {
        replace("items.txt", "a\nb\na\n");
        assertRefused("items.txt names an item twice");
    }

    @Test
    void anEmptyVocabularyIsRefused() throws Exception {
        replace("items.txt", "");
        assertRefused("items.txt names no item");
    }

    @Test
    void aBundleThatCannotBeProvedIsRefused() throws Exception {
        replace("golden.json", "{\"tolerance\": {\"score\": 1, \"attention\": 1}, \"cases\": []}");
        assertRefused("golden.json has no case");
    }

    @Test
    void goldenVectorsWithoutCasesAreRefused() throws Exception {
        replace("golden.json", "{}");
        assertRefused("golden.json");
    }
}
