package io.freshet.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.job.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stops the job before it is submitted. */
class RecommenderJobTest {

    private static final Path TINY_BUNDLE = Path.of("../src/core/src/test/resources/tiny-bundle");

    @TempDir private Path bundle;

    private final StreamExecutionEnvironment environment = new StreamExecutionEnvironment();

    @BeforeEach
    void copyTheTinyBundle() throws IOException {
        try (Stream<Path> files = Files.list(TINY_BUNDLE)) {
            for (Path file : files.toList()) {
                Files.copy(file, bundle.resolve(file.getFileName()));
            }
        }
    }

    private void define(Map<String, String> options) {
        Map<String, String> all = new HashMap<>();
        all.put("recommender.kafka.bootstrap-servers", "localhost:9092");
        all.put("recommender.scoring.bundle", bundle.toString());
        all.putAll(options);
        RecommenderJob.define(environment, Configuration.fromMap(all));
    }

    private void assertRefused(String message) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> define(Map.of()))
                .withMessage("recommender.scoring.bundle: model bundle " + bundle + ": " + message);
        assertThatNothingIsDefined();
    }

    private void assertThatNothingIsDefined() {
        assertThat(environment.getTransformations()).isEmpty();
        assertThatThrownBy(environment::getStreamGraph)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("No operators defined");
    }

    @Test
    void aGoodBundleIsTaken() {
        define(Map.of());

        assertThat(environment.getStreamGraph().getStreamNodes()).isNotEmpty();
    }

    @Test
    void aMissingBundleStopsTheJob() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> define(Map.of("recommender.scoring.bundle", bundle + "/nowhere")))
                .withMessage(
                        "recommender.scoring.bundle: model bundle "
                                + bundle
                                + "/nowhere: there is no such directory");
        assertThatNothingIsDefined();
    }

    @Test
    void aMissingFileStopsTheJob() throws IOException {
        Files.delete(bundle.resolve("items.txt"));

        assertRefused("file items.txt is missing, the manifest lists it");
    }

    @Test
    void aChangedFileStopsTheJob() throws IOException {
        String graph = sha256("model.onnx");
        Files.write(bundle.resolve("model.onnx"), new byte[0]);

        assertRefused(
                "file model.onnx has sha256 "
                        + "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
                        + ", the manifest says "
                        + graph);
    }

    @Test
    void aManifestThatIsNoJsonStopsTheJob() throws IOException {
        Files.writeString(bundle.resolve("manifest.json"), "name: films\n");

        assertRefused(
                "manifest.json: Unrecognized token 'name': was expecting (JSON String, Number,"
                        + " Array, Object or token 'null', 'true' or 'false')");
    }

    @Test
    void aMissingManifestStopsTheJob() throws IOException {
        Files.delete(bundle.resolve("manifest.json"));

        assertRefused("file manifest.json is missing");
    }

    @Test
    void windowsShorterThanTheModelsStopTheJob() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(
                        () ->
                                define(
                                        Map.of(
                                                "recommender.scoring.bundle",
                                                bundle.toString(),
                                                "recommender.window.max-length",
                                                "11")))
                .withMessageStartingWith(
                        "recommender.window.max-length is '11', expected at least the 12 entries");
        assertThatNothingIsDefined();
    }

    @Test
    void aPrecisionThatTheBundleDoesNotHaveStopsTheJob() throws IOException {
        Path manifest = bundle.resolve("manifest.json");
        ObjectMapper json = new ObjectMapper();
        ObjectNode tree = (ObjectNode) json.readTree(manifest.toFile());
        tree.remove("precisions");
        json.writeValue(manifest.toFile(), tree);

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> define(Map.of("recommender.scoring.precision", "int8")))
                .withMessage(
                        "recommender.scoring.precision: model bundle "
                                + bundle
                                + " has no model in int8, its manifest lists []");
        assertThatNothingIsDefined();
    }

    @Test
    void aBadOptionStopsTheJobBeforeTheBundleIsRead() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(
                        () ->
                                define(
                                        Map.of(
                                                "recommender.scoring.bundle", "/nowhere",
                                                "recommender.slate.size", "0")))
                .withMessage("recommender.slate.size is '0', expected 1 to 1000");
        assertThatNothingIsDefined();
    }

    @Test
    void argumentsAreNotOptions() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> RecommenderJob.main(new String[] {"--bundle", "/films"}))
                .withMessage(
                        "the job takes no arguments but was given '--bundle /films'; set options"
                                + " with -Drecommender.KEY=VALUE");
    }

    private static String sha256(String file) throws IOException {
        String manifest = Files.readString(TINY_BUNDLE.resolve("manifest.json"));
        Matcher listed =
                Pattern.compile("\"path\":\\s*\"" + file + "\",\\s*\"sha256\":\\s*\"(\\w+)\"")
                        .matcher(manifest);
        assertThat(listed.find()).isTrue();
        return listed.group(1);
    }
}
