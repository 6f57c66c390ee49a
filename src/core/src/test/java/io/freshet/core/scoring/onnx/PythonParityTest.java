package io.freshet.core.scoring.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.freshet.core.bundle.ModelBundle;
import io.freshet.core.bundle.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every kind of model in every precision, as pytest has just exported them with tiny weights: Java
 * gives what PyTorch gave. The module model-export comes before this one in a build of the whole.
 */
class PythonParityTest {

    private static final Path BUNDLES = Path.of("../../model-export/target/parity-bundles");

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
        try (Stream<Path> bundles = Files.list(BUNDLES)) {
            for (Path bundle : bundles.sorted().toList()) {
                Arrays.stream(Precision.values())
                        .map(precision -> reproduces(bundle, precision))
                        .forEach(tests::add);
            }
        }
        assertThat(tests).isNotEmpty();
        return tests;
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
