package io.freshet.job.operator.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.core.bundle.BundleException;
import io.freshet.core.bundle.ModelBundle;
import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.ModelRelease;
import io.freshet.job.config.ReleaseSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.flink.util.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is brought to the local disk, and what is not. */
class BundleFetcherTest {

    private static final Path TINY_BUNDLE = Path.of("../src/core/src/test/resources/tiny-bundle");
    private static final long PLENTY = 100_000_000;

    @TempDir private Path temporary;

    private Path origin;
    private Path copies;

    @BeforeEach
    void copyTheBundle() throws IOException {
        origin = temporary.resolve("origin");
        copies = temporary.resolve("copies");
        FileUtils.copy(
                new org.apache.flink.core.fs.Path(TINY_BUNDLE.toUri()),
                new org.apache.flink.core.fs.Path(origin.toUri()),
                false);
    }

    private BundleFetcher fetcher(long maxBytes) {
        return new BundleFetcher(copies, new ReleaseSettings(4, maxBytes, Duration.ofMinutes(1)));
    }

    private ModelRelease release(String uri) throws IOException {
        return new ModelRelease(
                "default",
                uri,
                ModelBundle.sha256(TINY_BUNDLE.resolve("manifest.json")),
                manifest().name(),
                manifest().version());
    }

    private static ModelId manifest() {
        return ModelBundle.load(TINY_BUNDLE).manifest().modelId();
    }

    private Path zip(String prefix) throws IOException {
        Path zip = temporary.resolve("bundle.zip");
        try (OutputStream file = Files.newOutputStream(zip);
                ZipOutputStream out = new ZipOutputStream(file);
                Stream<Path> files = Files.list(origin)) {
            for (Path each : files.toList()) {
                out.putNextEntry(new ZipEntry(prefix + each.getFileName()));
                Files.copy(each, out);
            }
        }
        return zip;
    }

    private List<String> copiesLeft() throws IOException {
        try (Stream<Path> left = Files.list(copies)) {
            return left.map(each -> each.getFileName().toString()).toList();
        }
    }

    @Test
    void aDirectoryIsCopied() throws IOException {
        ModelBundle bundle = fetcher(PLENTY).fetch(release(origin.toUri().toString()));

        assertThat(bundle.directory()).hasParent(copies);
        assertThat(bundle.vocabulary()).isEqualTo(ModelBundle.load(TINY_BUNDLE).vocabulary());
    }

    @Test
    void aPathWithoutASchemeIsALocalOne() throws IOException {
        assertThat(fetcher(PLENTY).fetch(release(origin.toString())).directory()).hasParent(copies);
    }

    @Test
    void aZipFileIsUnpacked() throws IOException {
        ModelBundle bundle = fetcher(PLENTY).fetch(release(zip("").toUri().toString()));

        assertThat(bundle.vocabulary()).isEqualTo(ModelBundle.load(TINY_BUNDLE).vocabulary());
    }

    @Test
    void whatWasFetchedIsThereWhenTheOriginIsGone() throws IOException {
        ModelRelease release = release(origin.toUri().toString());
        fetcher(PLENTY).fetch(release);
        FileUtils.deleteDirectory(origin.toFile());

        assertThat(fetcher(PLENTY).fetch(release).manifest().modelId()).isEqualTo(manifest());
    }

    @Test
    void aDamagedCopyIsFetchedAnew() throws IOException {
        ModelRelease release = release(origin.toUri().toString());
        Path copy = fetcher(PLENTY).fetch(release).directory();
        Files.writeString(copy.resolve("items.txt"), "other\n");

        assertThat(fetcher(PLENTY).fetch(release).manifest().modelId()).isEqualTo(manifest());
    }

    @Test
    void onlyTheNewestCopiesAreKept() throws IOException {
        for (int version = 1; version <= 10; version++) {
            Files.writeString(
                    origin.resolve("manifest.json"),
                    Files.readString(TINY_BUNDLE.resolve("manifest.json"))
                            .replace("\"version\": \"", "\"version\": \"" + version + "."),
                    StandardCharsets.UTF_8);
            ModelBundle changed = ModelBundle.load(origin);
            fetcher(PLENTY)
                    .fetch(
                            new ModelRelease(
                                    "default",
                                    origin.toString(),
                                    ModelBundle.sha256(origin.resolve("manifest.json")),
                                    changed.manifest().modelId().name(),
                                    changed.manifest().modelId().version()));
        }

        assertThat(copiesLeft()).hasSize(8);
    }

    @Test
    void whatIsNotThereIsRefused() throws IOException {
        ModelRelease release = release(temporary.resolve("nowhere").toString());

        assertThatThrownBy(() -> fetcher(PLENTY).fetch(release))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("nowhere does not exist");
    }

    @Test
    void aSchemeThatNobodyKnowsIsRefused() throws IOException {
        ModelRelease release = release("gopher://bundles/films");

        assertThatThrownBy(() -> fetcher(PLENTY).fetch(release))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("gopher");
    }

    @Test
    void anotherManifestIsRefused() throws IOException {
        ModelRelease release =
                new ModelRelease("default", origin.toString(), "0".repeat(64), "films", "1");

        assertThatThrownBy(() -> fetcher(PLENTY).fetch(release))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining(
                        "manifest.json has sha256 "
                                + ModelBundle.sha256(origin.resolve("manifest.json"))
                                + ", the release says "
                                + "0".repeat(64));
        assertThat(copiesLeft()).isEmpty();
    }

    @Test
    void anotherModelIsRefused() throws IOException {
        ModelRelease release =
                new ModelRelease(
                        "default",
                        origin.toString(),
                        ModelBundle.sha256(origin.resolve("manifest.json")),
                        "another",
                        "7");

        assertThatThrownBy(() -> fetcher(PLENTY).fetch(release))
                .hasMessageContaining("it is model " + manifest() + ", the release says another 7");
    }

    @Test
    void aDamagedFileIsRefused() throws IOException {
        Files.writeString(origin.resolve("items.txt"), "other\n");
        ModelRelease release = release(origin.toString());

        assertThatThrownBy(() -> fetcher(PLENTY).fetch(release))
                .hasMessageContaining("file items.txt has sha256");
    }

    @Test
    void aBundleThatIsTooLargeIsRefusedBeforeItFillsTheDisk() throws IOException {
        ModelRelease release = release(origin.toString());

        assertThatThrownBy(() -> fetcher(2_000).fetch(release))
                .hasMessageContaining("it has more than 2000 bytes, the most that is taken");
        assertThat(copiesLeft()).isEmpty();
    }

    @Test
    void aZipFileCannotWriteOutsideOfTheCopy() throws IOException {
        ModelRelease release = release(zip("../../").toString());

        assertThatThrownBy(() -> fetcher(PLENTY).fetch(release))
                .hasMessageContaining("leads out of the bundle");
    }

    @Test
    void aFileThatIsNoZipIsRefused() throws IOException {
        ModelRelease release = release(origin.resolve("items.txt").toString());

        assertThatThrownBy(() -> fetcher(PLENTY).fetch(release))
                .hasMessageContaining("it is neither a directory nor a zip file");
    }
}
