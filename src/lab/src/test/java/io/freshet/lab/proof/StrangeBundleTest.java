package io.freshet.lab.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.bundle.ModelBundle;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.flink.util.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StrangeBundleTest {

    private static final Path BUNDLE = Path.of("demo-bundle").toAbsolutePath();

    @TempDir private Path directory;

    @Test
    void isSoundAndKnowsNoneOfTheItems() throws IOException {
        Path copy = directory.resolve("bundle");
        FileUtils.copy(
                new org.apache.flink.core.fs.Path(BUNDLE.toUri()),
                new org.apache.flink.core.fs.Path(copy.toUri()),
                false);

        StrangeBundle.beside(copy);
        ModelBundle strange = ModelBundle.load(StrangeBundle.beside(copy));

        assertThat(strange.vocabulary())
                .hasSameSizeAs(ModelBundle.load(copy).vocabulary())
                .doesNotContainAnyElementsOf(ModelBundle.load(copy).vocabulary());
        assertThat(strange.manifest().blend()).isNotNull();
    }
}
