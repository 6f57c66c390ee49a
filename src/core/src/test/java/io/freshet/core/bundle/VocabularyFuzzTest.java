package io.freshet.core.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Whatever items.txt holds: one item a line, or a refusal that names the file. */
class VocabularyFuzzTest {

    @TempDir private static Path directory;

    private static TestingBundle testing;

    @BeforeAll
    static void copyTheTinyBundle() throws IOException {
        testing = TestingBundle.in(directory);
    }

    @FuzzTest
    void isReadOrRefused(byte[] items) throws IOException {
        testing.replace("items.txt", items);
        ModelBundle bundle;
        try {
            bundle = testing.load();
        } catch (BundleException e) {
            assertThat(e)
                    .hasMessageStartingWith("model bundle " + directory)
                    .hasMessageContaining("items.txt");
            return;
        }
        String text = String.join("\n", bundle.vocabulary());
        assertThat(new String(items, StandardCharsets.UTF_8)).isIn(text, text + '\n');
        assertThat(bundle.vocabulary()).doesNotHaveDuplicates().doesNotContain("");
        assertThat(bundle.itemAt(bundle.vocabulary().size())).isNotEmpty();
    }
}
