package io.freshet.lab.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.core.bundle.ModelBundle;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleIdentityTest {

    private static final String MANIFEST = "{\"name\": \"films\", \"version\": \"7\", \"x\": 1}";

    @TempDir private Path directory;

    @Test
    void aDirectoryAndItsZipFileAreTheSameRelease() throws IOException {
        Path manifest = Files.writeString(directory.resolve("manifest.json"), MANIFEST);
        BundleIdentity expected = new BundleIdentity(ModelBundle.sha256(manifest), "films", "7");

        assertThat(BundleIdentity.of(directory)).isEqualTo(expected);
        assertThat(BundleIdentity.of(zip("manifest.json"))).isEqualTo(expected);
    }

    @Test
    void aZipFileOfADirectoryIsNoBundle() throws IOException {
        Path zip = zip("films/manifest.json");

        assertThatThrownBy(() -> BundleIdentity.of(zip))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no manifest.json at its top");
    }

    @Test
    void aManifestWithoutAVersionIsRefused() throws IOException {
        Files.writeString(directory.resolve("manifest.json"), "{\"name\": \"films\"}");

        assertThatThrownBy(() -> BundleIdentity.of(directory))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the name films and the version null, expected both");
    }

    private Path zip(String entry) throws IOException {
        Path file = directory.resolve("bundle.zip");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(MANIFEST.getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
        return file;
    }
}
