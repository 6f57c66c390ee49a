package io.freshet.core.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.core.bundle.Manifest.BundleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a manifest says: a bundle that can be used, or a refusal that names the manifest. */
class ManifestFuzzTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private static Path directory;

    private static TestingBundle testing;

    @BeforeAll
    static void copyTheTinyBundle() throws IOException {
        testing = TestingBundle.in(directory);
    }

    @FuzzTest
    void isReadOrRefused(byte[] json) throws IOException {
        Files.write(directory.resolve("manifest.json"), json);
        ModelBundle bundle;
        try {
            bundle = testing.load();
        } catch (BundleException e) {
            assertThat(e)
                    .hasMessageStartingWith("model bundle " + directory)
                    .hasMessageContaining("manifest");
            return;
        }
        Manifest manifest = bundle.manifest();
        assertThat(JSON.writeValueAsBytes(manifest.modelId())).isNotEmpty();
        assertThat(bundle.encoder().windowLength()).isEqualTo(manifest.windowLength());
        assertThat(bundle.golden().cases().get(0).inputs().item()[0])
                .hasSize(manifest.windowLength());
        for (BundleFile file : manifest.files()) {
            assertThat(directory.resolve(file.path()).toRealPath()).startsWith(directory);
        }
    }
}
