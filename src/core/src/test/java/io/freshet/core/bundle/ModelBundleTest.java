package io.freshet.core.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.core.bundle.GoldenVectors.Tolerance;
import io.freshet.core.bundle.Manifest.BundleFile;
import io.freshet.core.bundle.Manifest.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
                  "inputs": {"item": [[0, 1]], "event_type": [[0, 1]],
                   "age_seconds": [[0, 0]], "candidate": [[2, 0]], "k": 1},
                  "outputs": {"top_item": [[1]], "top_score": [[-1]],
                   "top_attention": [[[0, 1]]], "candidate_score": [[-2, -1]]}}]}
                """);
        ObjectNode manifest = JSON.createObjectNode();
        manifest.put("formatVersion", 2).put("name", "films").put("version", "7");
        manifest.put("schema", "freshet-behaviour-1").put("windowLength", 2);
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
        assertThat(bundle.encoder().indexOf("b")).isEqualTo(2);
        assertThat(bundle.encoder().indexOf("c")).isZero();
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

    private void listModel(String precision, String path) throws IOException {
        changeManifest(
                manifest -> {
                    ObjectNode model = manifest.withArray("precisions").addObject();
                    model.put("precision", precision).put("path", path);
                    model.putObject("tolerance").put("score", 0.25).put("attention", 0.5);
                    model.putObject("report").put("overlap@20", 0.98);
                });
    }

    @Test
    void aBundleThatListsNoPrecisionHasItsGraphInFp32() {
        ModelBundle bundle = ModelBundle.load(directory);
        ModelFile model = bundle.model(Precision.FP32);
        assertThat(bundle.path(model)).isEqualTo(directory.resolve("model.onnx"));
        assertThat(model.tolerance()).isEqualTo(new Tolerance(1e-4f, 1e-4f));
        assertThatExceptionOfType(BundleException.class)
                .isThrownBy(() -> bundle.model(Precision.FP16))
                .withMessage(
                        "model bundle "
                                + directory
                                + " has no model in fp16, its manifest lists []");
    }

    @Test
    void ofACopyMessagesNameWhereItCameFrom() throws Exception {
        Files.delete(directory.resolve("items.txt"));

        assertThatExceptionOfType(BundleException.class)
                .isThrownBy(() -> ModelBundle.load(directory, "s3://models/films-2"))
                .withMessage(
                        "model bundle s3://models/films-2: file items.txt is missing, the manifest"
                                + " lists it");
    }

    @Test
    void everyPrecisionHasAFileAndATolerance() throws Exception {
        Files.writeString(directory.resolve("small.onnx"), "a smaller graph");
        list("small.onnx");
        listModel("int8", "small.onnx");
        listModel("fp4", "small.onnx");

        ModelBundle bundle = ModelBundle.load(directory);
        ModelFile model = bundle.model(Precision.INT8);
        assertThat(bundle.path(model)).isEqualTo(directory.resolve("small.onnx"));
        assertThat(model.tolerance()).isEqualTo(new Tolerance(0.25f, 0.5f));
        assertThat(bundle.model(Precision.FP32).path()).isEqualTo("model.onnx");
    }

    @Test
    void aPrecisionWhoseFileIsNotListedIsRefused() throws Exception {
        listModel("int8", "model.int8.onnx");
        assertRefused(
                "manifest.json: the model in int8 is model.int8.onnx, which field 'files' does not"
                        + " list");
    }

    @Test
    void fp32IsAlwaysInTheSameFile() throws Exception {
        listModel("fp32", "items.txt");
        assertRefused("manifest.json: the model in fp32 is items.txt, expected model.onnx");
    }

    @Test
    void aPrecisionThatIsNamedTwiceIsRefused() throws Exception {
        listModel("int8", "model.onnx");
        listModel("int8", "model.onnx");
        assertRefused("manifest.json: field 'precisions' names int8 twice");
    }

    @Test
    void aPrecisionWithoutAToleranceIsRefused() throws Exception {
        listModel("int8", "model.onnx");
        changeManifest(manifest -> ((ObjectNode) manifest.at("/precisions/0")).remove("tolerance"));
        assertRefused("manifest.json: the model in int8 has no tolerance");
    }

    private void blend(String json) throws IOException {
        JsonNode blend = JSON.readTree(json);
        changeManifest(manifest -> manifest.set("blend", blend));
    }

    @Test
    void aBlendIsRead() throws Exception {
        blend(
                """
                {"form": "log-linear", "weights": {"co": 1.2}, "epsilon": {"co": 1e-6},
                 "counts": {"co": {"kind": "co-visitation", "steps": 10}}, "later": true}
                """);

        Blend blend = ModelBundle.load(directory).manifest().blend();
        assertThat(blend.form()).isEqualTo("log-linear");
        assertThat(blend.weights()).isEqualTo(Map.of("co", 1.2));
        assertThat(blend.epsilon()).isEqualTo(Map.of("co", 1e-6));
        assertThat(blend.counts())
                .isEqualTo(Map.of("co", Map.of("kind", "co-visitation", "steps", 10)));
        assertThat(blend.ofUnknown("co")).isEqualTo(1);
    }

    @Test
    void aBundleNeedsNoBlend() {
        assertThat(ModelBundle.load(directory).manifest().blend()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    "log-linear"  | "product"    | form is 'product', expected one of [log-linear, z-score]
                    {"co": 1}     | {}           | has no weights, expected at least one
                    {"co": 1}     | null         | weights are missing or null
                    {"co": 1}     | {"co": null} | weights are missing or null
                    {"co": 1}     | {"co": "NaN"} | weights of 'co' is NaN, expected a finite number
                    {"co": 1}     | {"knn": 1}   | has weights of [knn] and epsilon of [co]
                    {"co": 1e-6}  | {"co": 0}    | epsilon of 'co' is 0.0, expected more than 0
                    {"co": {}}    | {"knn": {}}  | has weights of [co] and counts [knn]
                    {"co": 0.5}   | {"co": 2}    | unknown of 'co' is 2.0, expected 0 to 1
                    """)
    void aBlendThatCannotBeComputedIsRefused(String part, String other, String message)
            throws Exception {
        String good =
                """
                {"form": "log-linear", "weights": {"co": 1}, "epsilon": {"co": 1e-6},
                 "counts": {"co": {}}, "unknown": {"co": 0.5}}
                """;
        assertThat(good).contains(part);
        blend(good.replace(part, other));
        assertRefused("manifest.json: blend", message);
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
        assertRefused("the manifest lists ../secret, which lies outside the bundle");
    }

    @Test
    void aBundleMayLieInTheWorkingDirectoryOrAboveIt() {
        BundleFile model = new BundleFile("model.onnx", "00", 1);
        assertThat(model.in(Path.of("."))).isAbsolute().endsWithRaw(Path.of("model.onnx"));
        assertThat(model.in(Path.of(".."))).isAbsolute().endsWithRaw(Path.of("model.onnx"));

        BundleFile secret = new BundleFile("../secret", "00", 1);
        assertThatExceptionOfType(BundleException.class).isThrownBy(() -> secret.in(Path.of("..")));
    }

    @Test
    void aNameThatNoFileHasIsRefused() throws IOException {
        changeManifest(
                manifest ->
                        ((ArrayNode) manifest.get("files"))
                                .insertObject(0)
                                .put("path", "model\0")
                                .put("sha256", "00"));
        assertRefused("the manifest lists a file that cannot be: Nul character");
    }

    @Test
    void aFileWithoutANameIsRefused() throws IOException {
        changeManifest(manifest -> ((ObjectNode) manifest.get("files").get(0)).remove("path"));
        assertRefused("manifest.json: field 'path' is missing");
    }

    @Test
    void aNullAmongListedThingsIsRefused() throws IOException {
        for (String field : List.of("files", "eventTypes", "inputs", "outputs", "precisions")) {
            changeManifest(manifest -> manifest.putArray(field).addNull());
            assertRefused("manifest.json: field '" + field + "' has a null");
            changeManifest(manifest -> manifest.putArray(field));
        }
    }

    @Test
    void nullsMayStandInMetricsAndOrigin() throws IOException {
        changeManifest(manifest -> manifest.putObject("metrics").putNull("HR@10"));
        changeManifest(manifest -> manifest.putObject("origin").putNull("seed"));
        assertThat(ModelBundle.load(directory).manifest().origin()).containsKey("seed");
    }

    @Test
    void aNameThatNoSlateCouldSayIsRefused() throws IOException {
        changeManifest(manifest -> manifest.put("name", "films \ud83d"));
        assertRefused("manifest.json: field 'name' has half of a surrogate pair");
    }

    @Test
    void anEventTypeThatIsNamedTwiceIsRefused() throws IOException {
        changeManifest(manifest -> manifest.putArray("eventTypes").add("view").add("view"));
        assertRefused("manifest.json: field 'eventTypes' names a type twice");
    }

    @Test
    void aFileThatHoldsNoObjectIsRefused() throws Exception {
        replace("golden.json", "null");
        assertRefused("golden.json is null");
        Files.writeString(directory.resolve("manifest.json"), "null");
        assertRefused("manifest.json is null");
    }

    @Test
    void aSecondDocumentInAFileIsRefused() throws IOException {
        Path manifest = directory.resolve("manifest.json");
        Files.writeString(manifest, Files.readString(manifest) + "{}");
        assertRefused("manifest.json: Trailing token");
    }

    @Test
    void anotherFormatIsRefused() throws IOException {
        changeManifest(manifest -> manifest.put("formatVersion", 1));
        assertRefused("formatVersion is 1, this release reads 2");
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
    void aVocabularyWithAnEmptyLineIsRefused() throws Exception {
        replace("items.txt", "a\n\nb\n");
        assertRefused("items.txt has an empty line, number 2");
    }

    @Test
    void aVocabularyOfAnotherEncodingIsRefused() throws Exception {
        Files.write(directory.resolve("items.txt"), new byte[] {'a', (byte) 0xff});
        list("items.txt");
        assertRefused("items.txt is not UTF-8");
    }

    @Test
    void aVocabularyWithCarriageReturnsIsRefused() throws Exception {
        replace("items.txt", "a\r\nb\r\n");
        assertRefused("items.txt has a carriage return, expected lines that end with a line feed");
    }

    @Test
    void anItemMayHaveEveryOtherCharacter() throws Exception {
        replace("items.txt", "a\u2028b \u0085\nc");
        assertThat(ModelBundle.load(directory).vocabulary())
                .containsExactly("a\u2028b \u0085", "c");
    }

    @Test
    void goldenVectorsOfAnotherWindowAreRefused() throws IOException {
        changeManifest(manifest -> manifest.put("windowLength", 2_000_000_000));
        assertRefused("golden.json: case 'one' has a window of 2, the manifest says 2000000000");
    }

    @Test
    void goldenVectorsThatAskForMoreThanThereIsAreRefused() throws Exception {
        replace("items.txt", "a\n");
        String golden = Files.readString(directory.resolve("golden.json"));
        replace(
                "golden.json",
                golden.replace("\"k\": 1", "\"k\": 2")
                        .replace("[[1]]", "[[1, 1]]")
                        .replace("[[-1]]", "[[-1, -1]]")
                        .replace("[[[0, 1]]]", "[[[0, 1], [0, 1]]]"));
        assertRefused("golden.json: case 'one' asks for 2 items, items.txt has 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    "tolerance"        | field 'tolerance' is missing
                    "name"             | case 'null' has no name, no inputs or no outputs
                    "inputs"           | case 'one' has no name, no inputs or no outputs
                    "outputs"          | case 'one' has no name, no inputs or no outputs
                    "behaviour"        | behaviour or an entry of it in case 'one' is null
                    "item"             | inputs are not item, event_type and age_seconds
                    "age_seconds"      | inputs are not item, event_type and age_seconds
                    "k"                | k is 0, expected at least 1
                    "top_score"        | outputs are not top_item and top_score
                    "top_attention"    | outputs are not top_item and top_score
                    "candidate"        | inputs are not item, event_type and age_seconds [1, window] and candidate
                    "candidate_score"  | outputs are not top_item and top_score
                    """)
    void goldenVectorsWithoutAFieldAreRefused(String field, String message) throws Exception {
        String golden = Files.readString(directory.resolve("golden.json"));
        replace("golden.json", golden.replace(field, "\"other\""));
        assertRefused("golden.json: " + message);
    }

    @Test
    void goldenVectorsThatDoNotFitTogetherAreRefused() throws Exception {
        String golden = Files.readString(directory.resolve("golden.json"));
        replace("golden.json", golden.replace("\"k\": 1", "\"k\": 2"));
        assertRefused(
                "outputs of case 'one' are not of its k 2, its window 2 and its candidates 2");
        replace("golden.json", golden.replace("[[0, 0]]", "[[0, 0, 0]]"));
        assertRefused("golden.json: inputs are of different windows");
        replace("golden.json", golden.replace("[[2, 0]]", "[[2]]"));
        assertRefused(
                "outputs of case 'one' are not of its k 1, its window 2 and its candidates 1");
        replace("golden.json", golden.replace("[[2, 0]]", "[[3, 0]]"));
        assertRefused("golden.json: case 'one' has the candidate 3, expected 0 to 2");
        replace("golden.json", golden.replace("1e-4", "-1"));
        assertRefused("golden.json: tolerances are -1.0 and -1.0");
    }

    @Test
    void aBundleThatCannotBeProvedIsRefused() throws Exception {
        replace("golden.json", "{\"tolerance\": {\"score\": 1, \"attention\": 1}, \"cases\": []}");
        assertRefused("golden.json: has no case");
    }

    @Test
    void goldenVectorsWithoutCasesAreRefused() throws Exception {
        replace("golden.json", "{}");
        assertRefused("golden.json");
    }
}
