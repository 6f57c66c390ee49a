package io.freshet.core.scoring.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.freshet.core.bundle.BundleException;
import io.freshet.core.bundle.ModelBundle;
import io.freshet.core.bundle.Precision;
import io.freshet.core.bundle.TestingBundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles whose files are whole and whose model must not take traffic all the same. */
class OnnxRankerRefusalTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final OnnxSettings SETTINGS = new OnnxSettings(Provider.CPU, 1, Precision.FP32);

    private static final String URI = "s3://models/films-2";

    @TempDir private Path directory;

    private TestingBundle testing;

    @BeforeEach
    void copyTheTinyBundle() throws IOException {
        testing = TestingBundle.in(directory);
    }

    private void changeFirstCase(Consumer<JsonNode> change) throws Exception {
        JsonNode golden = JSON.readTree(directory.resolve("golden.json").toFile());
        change.accept(golden.get("cases").get(0));
        testing.replace("golden.json", JSON.writeValueAsBytes(golden));
    }

    /** Another name of the same length for a tensor. */
    private void renameInTheGraph(String name, String newName) throws Exception {
        byte[] graph = Files.readAllBytes(directory.resolve("model.onnx"));
        String text = new String(graph, StandardCharsets.ISO_8859_1);
        assertThat(text).contains(name);
        assertThat(newName).hasSameSizeAs(name);
        testing.replace(
                "model.onnx", text.replace(name, newName).getBytes(StandardCharsets.ISO_8859_1));
    }

    private void assertRefused(String message) {
        ModelBundle bundle = ModelBundle.load(directory, URI);
        assertThatExceptionOfType(BundleException.class)
                .isThrownBy(() -> OnnxRanker.open(bundle, SETTINGS))
                .withMessageStartingWith("model bundle " + URI)
                .withMessageContaining(message)
                .withMessageNotContaining(directory.toString());
    }

    @Test
    void aScoreThatDoesNotComeOutIsRefused() throws Exception {
        changeFirstCase(
                one -> ((ArrayNode) one.at("/outputs/top_score/0")).set(0, JSON.valueToTree(-9)));

        assertRefused(" does not reproduce golden case 'one interaction': score at rank 0 is -0.");
    }

    @Test
    void anItemThatDoesNotComeOutIsRefused() throws Exception {
        changeFirstCase(
                one -> ((ArrayNode) one.at("/outputs/top_item/0")).set(0, JSON.valueToTree(40)));

        assertRefused("'one interaction': item at rank 0 is 2, expected 40");
    }

    @Test
    void aCandidatesScoreThatDoesNotComeOutIsRefused() throws Exception {
        changeFirstCase(
                one ->
                        ((ArrayNode) one.at("/outputs/candidate_score/0"))
                                .set(0, JSON.valueToTree(-1)));

        assertRefused("'one interaction': score of candidate 0 is -9.92");
    }

    @Test
    void anAttentionThatDoesNotComeOutIsRefused() throws Exception {
        changeFirstCase(
                one ->
                        ((ArrayNode) one.at("/outputs/top_attention/0/0"))
                                .set(11, JSON.valueToTree(0.25)));

        assertRefused("'one interaction': attention at rank 0, entry 11 is 1.0, expected 0.25");
    }

    @Test
    void itemsMayTradePlacesOnlyWhereTheirScoresAreWithinTheTolerance() throws Exception {
        changeFirstCase(
                one -> {
                    for (String output : List.of("top_item", "top_attention")) {
                        ArrayNode ranks = (ArrayNode) one.at("/outputs/" + output + "/0");
                        ranks.insert(0, ranks.remove(1));
                    }
                });
        assertRefused("'one interaction': item at rank 0 is 2, expected ");

        testing.tolerate(9);
        OnnxRanker.open(testing.load(), SETTINGS).close();
    }

    @Test
    void anEncoderThatDiffersIsRefused() throws Exception {
        changeFirstCase(one -> ((ArrayNode) one.at("/inputs/item/0")).set(11, JSON.valueToTree(5)));

        assertRefused("'one interaction': the encoder's inputs differ: item [0, 0,");
    }

    @Test
    void aGraphWithAnotherInputIsRefused() throws Exception {
        renameInTheGraph("age_seconds", "age_minutes");

        assertRefused(": the graph has no input 'age_seconds'; it has [");
    }

    @Test
    void aGraphWithAnotherOutputIsRefused() throws Exception {
        renameInTheGraph("top_attention", "top_intention");

        assertRefused(": the graph has no output 'top_attention'; it has [");
    }

    @Test
    void aPrecisionThatIsNotThereIsRefused() throws Exception {
        testing.changeManifest(manifest -> manifest.remove("precisions"));
        ModelBundle bundle = testing.load();

        assertThatExceptionOfType(BundleException.class)
                .isThrownBy(
                        () ->
                                OnnxRanker.open(
                                        bundle, new OnnxSettings(Provider.CPU, 1, Precision.INT8)))
                .withMessage(
                        "model bundle "
                                + directory
                                + " has no model in int8, its manifest lists []");
    }

    @Test
    void aFileThatIsNoGraphIsRefused() throws Exception {
        testing.replace("model.onnx", "a graph".getBytes(StandardCharsets.UTF_8));

        assertRefused(": model.onnx cannot be opened: ");
    }
}
