package io.freshet.core.scoring.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.freshet.core.bundle.BundleException;
import io.freshet.core.bundle.ModelBundle;
import io.freshet.core.bundle.Precision;
import io.freshet.core.bundle.TestingBundle;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Whatever golden.json says: the model is proved by it, or refused with words. */
class GoldenCheckFuzzTest {

    @TempDir private static Path directory;

    private static TestingBundle testing;
    private static OnnxRanker ranker;

    @BeforeAll
    static void openTheTinyBundle() throws IOException {
        testing = TestingBundle.in(directory);
        ranker = OnnxRanker.open(testing.load(), new OnnxSettings(Provider.CPU, 1, Precision.FP32));
    }

    @AfterAll
    static void close() {
        ranker.close();
    }

    @FuzzTest
    void provesOrRefuses(byte[] golden) throws IOException {
        testing.replace("golden.json", golden);
        try {
            ModelBundle bundle = testing.load();
            GoldenCheck.prove(bundle, bundle.golden().tolerance(), ranker);
        } catch (BundleException e) {
            assertThat(e)
                    .hasMessageStartingWith("model bundle " + directory)
                    .hasMessageContaining("golden");
        }
    }
}
