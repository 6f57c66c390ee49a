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
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.flink.util.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is brought to the local disk, and what is not. */
@Timeout(60)
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
        return fetcher(maxBytes, Duration.ofMinutes(1), Set.of());
    }

    private BundleFetcher fetcher(long maxBytes, Duration timeout, Set<ModelRelease> inUse) {
        return new BundleFetcher(
                new LocalCopies(copies, () -> inUse), new ReleaseSettings(4, maxBytes, timeout));
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
    void aCopyDoesNotMakeUpForAnOriginThatIsNotThere() throws IOException {
        fetcher(PLENTY).fetch(release(origin.toString()));
        ModelRelease elsewhere = release(temporary.resolve("nowhere").toString());

        assertThatThrownBy(() -> fetcher(PLENTY).checkOrigin(elsewhere))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("nowhere does not exist");
    }

    @Test
    void aCopyDoesNotMakeUpForAnOriginThatIsAnother() throws IOException {
        ModelRelease first = release(origin.toString());
        fetcher(PLENTY).fetch(first);
        releaseOf(2);

        assertThatThrownBy(() -> fetcher(PLENTY).checkOrigin(first))
                .hasMessageContaining("manifest.json has sha256 ");
        Files.delete(origin.resolve("manifest.json"));
        assertThatThrownBy(() -> fetcher(PLENTY).checkOrigin(first))
                .hasMessageContaining("file manifest.json is missing");
    }

    @Test
    void whatLiesElsewhereTooMayBeReleasedFromThere() throws IOException {
        fetcher(PLENTY).fetch(release(origin.toString()));

        fetcher(PLENTY).checkOrigin(release(zip("").toString()));
        fetcher(PLENTY).checkOrigin(release(origin.toUri().toString()));

        assertThat(copiesLeft()).hasSize(1);
    }

    @Test
    void aDamagedCopyIsFetchedAnew() throws IOException {
        ModelRelease release = release(origin.toUri().toString());
        Path copy = fetcher(PLENTY).fetch(release).directory();
        Files.writeString(copy.resolve("items.txt"), "other\n");

        assertThat(fetcher(PLENTY).fetch(release).manifest().modelId()).isEqualTo(manifest());
    }

    /** A bundle of its own for each version. */
    private ModelRelease releaseOf(int version) throws IOException {
        Files.writeString(
                origin.resolve("manifest.json"),
                Files.readString(TINY_BUNDLE.resolve("manifest.json"))
                        .replace("\"version\": \"", "\"version\": \"" + version + "."),
                StandardCharsets.UTF_8);
        ModelId changed = ModelBundle.load(origin).manifest().modelId();
        return new ModelRelease(
                "default",
                origin.toString(),
                ModelBundle.sha256(origin.resolve("manifest.json")),
                changed.name(),
                changed.version());
    }

    @Test
    void onlyTheNewestCopiesAreKept() throws IOException {
        for (int version = 1; version <= 10; version++) {
            fetcher(PLENTY).fetch(releaseOf(version));
        }

        assertThat(copiesLeft()).hasSize(8);
    }

    @Test
    void whatIsInUseIsKeptHoweverOldItIs() throws IOException {
        ModelRelease first = releaseOf(1);
        for (int version = 1; version <= 10; version++) {
            fetcher(PLENTY, Duration.ofMinutes(1), Set.of(first)).fetch(releaseOf(version));
        }

        assertThat(copiesLeft()).hasSize(8).contains(first.sha256());
    }

    @Test
    void whatIsInUseIsKeptHoweverMuchItIs() throws IOException {
        Set<ModelRelease> inUse = new HashSet<>();
        for (int version = 1; version <= 10; version++) {
            ModelRelease release = releaseOf(version);
            inUse.add(release);
            fetcher(PLENTY, Duration.ofMinutes(1), inUse).fetch(release);
        }

        assertThat(copiesLeft()).hasSize(10);
    }

    @Test
    void whatAKilledProcessLeftIsRemoved() throws IOException {
        Instant start = Instant.now();
        Path left = Files.createDirectories(copies.resolve(".draft-1"));
        Files.writeString(left.resolve("model.onnx"), "half a gr");
        Files.setLastModifiedTime(left, FileTime.from(start.minusSeconds(9)));
        Files.setLastModifiedTime(
                Files.createDirectories(copies.resolve(".draft-2")),
                FileTime.from(start.plusSeconds(9)));
        fetcher(PLENTY).fetch(release(origin.toString()));

        LocalCopies.forgetDrafts(copies, start);
        LocalCopies.forgetDrafts(temporary.resolve("nowhere"), start);

        assertThat(copiesLeft()).hasSize(2).contains(".draft-2");
    }

    @Test
    void whatHangsIsRefusedWhenItsTimeIsOver() throws IOException {
        ModelRelease release = release("hanging:" + origin);

        assertThatThrownBy(() -> fetcher(PLENTY, Duration.ofMillis(50), Set.of()).fetch(release))
                .isInstanceOf(BundleException.class)
                .hasMessage("hanging:" + origin + ": fetching it takes longer than 0 s");
        assertThat(copiesLeft()).isEmpty();
    }

    @Test
    void whoIsInterruptedDoesNotWaitForWhatHangs() throws IOException {
        ModelRelease release = release("hanging:" + origin);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> fetcher(PLENTY).fetch(release))
                .hasMessageContaining("fetching it was interrupted");
        assertThat(Thread.interrupted()).as("the interruption is kept").isTrue();
    }

    @Test
    void whatIsNoUriIsRefused() throws IOException {
        ModelRelease release = release("s3:films");

        assertThatThrownBy(() -> fetcher(PLENTY).fetch(release))
                .isInstanceOf(BundleException.class)
                .hasMessageStartingWith("s3:films cannot be fetched: ");
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
                .hasMessageStartingWith("model bundle " + origin + ": file items.txt has sha256")
                .hasMessageNotContaining(copies.toString());
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
