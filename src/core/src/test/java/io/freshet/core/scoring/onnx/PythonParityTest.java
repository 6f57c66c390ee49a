package io.freshet.core.scoring.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.freshet.core.bundle.Manifest.ModelFile;
import io.freshet.core.bundle.ModelBundle;
import io.freshet.core.bundle.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every kind of model in every precision, as pytest has just exported them with tiny weights: Java
 * gives what PyTorch gave, and none of them is missing. The module model-export comes before this
 * one in a build of the whole.
 */
class PythonParityTest {

    private static final Path BUNDLES = Path.of("../../model-export/target/parity-bundles");

    private static final List<String> KINDS =
            List.of("sasrec", "hstu", "target_attention", "cross_attention");

    private static final String MISSING =
            "skipped, for there is no "
                    + BUNDLES
                    + ": the tests of model-export make it, and mvn verify in the root runs them"
                    + " first";

    @TestFactory
    List<DynamicTest> reproducesPyTorch() throws IOException {
        if (!Files.isDirectory(BUNDLES)) {
            // A factory that gives up is not even counted, a test that does is reported.
            return List.of(dynamicTest("there are bundles", () -> assumeTrue(false, MISSING)));
        }
        List<DynamicTest> tests = new ArrayList<>();
        Map<String, Set<Precision>> tested = new HashMap<>();
        for (Path bundle : bundles()) {
            for (Precision precision : precisions(bundle)) {
                tests.add(reproduces(bundle, precision));
                tested.computeIfAbsent(kind(bundle), kind -> new HashSet<>()).add(precision);
            }
        }
        for (String kind : KINDS) {
            assertThat(tested.get(kind))
                    .as("precisions of %s in %s", kind, BUNDLES)
                    .containsExactlyInAnyOrder(Precision.values());
        }
        return tests;
    }

    /** All that are there; what begins with a dot is one that was never finished. */
    private static List<Path> bundles() throws IOException {
        try (Stream<Path> found = Files.list(BUNDLES)) {
            return found.filter(path -> !path.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    /** A bundle's name begins with the kind of its model. */
    private static String kind(Path bundle) {
        return bundle.getFileName().toString().split("-", 2)[0];
    }

    private static List<Precision> precisions(Path bundle) {
        List<ModelFile> graphs = ModelBundle.load(bundle).manifest().precisions();
        return Arrays.stream(Precision.values())
                .filter(each -> graphs.stream().anyMatch(g -> g.precision().equals(each.id())))
                .toList();
    }

    private static DynamicTest reproduces(Path bundle, Precision precision) {
        return dynamicTest(
                bundle.getFileName() + " in " + precision.id(),
                () -> {
                    ModelBundle loaded = ModelBundle.load(bundle);
                    // A ranker opens only where the golden vectors have come out.
                    OnnxRanker.open(loaded, new OnnxSettings(Provider.CPU, 1, precision)).close();
                    assertThat(loaded.golden().cases())
                            .hasSizeGreaterThanOrEqualTo(32)
                            .anyMatch(golden -> golden.behaviour().isEmpty());
                });
    }
}
