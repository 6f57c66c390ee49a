package io.freshet.job.operator.release;

import io.freshet.core.bundle.BundleException;
import io.freshet.core.bundle.ModelBundle;
import io.freshet.core.domain.ModelRelease;
import io.freshet.job.config.ReleaseSettings;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.util.FileUtils;

/**
 * Brings released bundles to the local disk, from any file system that Flink has, and keeps the
 * newest: a job that restarts needs what it had, wherever the original is by then.
 */
public final class BundleFetcher {

    private static final String MANIFEST = "manifest.json";
    private static final int COPIES = 8;
    private static final int CHUNK_BYTES = 1 << 16;

    private final Path directory;
    private final long maxBytes;
    private final Duration timeout;

    /**
     * @param directory where copies lie
     */
    public BundleFetcher(Path directory, ReleaseSettings settings) {
        this.directory = directory;
        this.maxBytes = settings.maxBundleBytes();
        this.timeout = settings.fetchTimeout();
    }

    /** What one fetch may still use. */
    private final class Allowance {
        private final long deadline = System.nanoTime() + timeout.toNanos();
        private long bytes = maxBytes;

        private void use(int count) {
            bytes -= count;
            BundleException.unless(
                    bytes >= 0, "it has more than " + maxBytes + " bytes, the most that is taken");
            BundleException.unless(
                    System.nanoTime() - deadline <= 0,
                    "fetching it takes longer than " + timeout.toSeconds() + " s");
        }
    }

    /**
     * The bundle of a release, complete and undamaged.
     *
     * @throws BundleException if it cannot be fetched, is not what the release says, or is damaged
     */
    public ModelBundle fetch(ModelRelease release) {
        try {
            return check(copy(release), release);
        } catch (FileNotFoundException e) {
            throw new BundleException(release.uri() + " does not exist: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new BundleException(release.uri() + " cannot be fetched: " + e, e);
        } catch (BundleException e) {
            throw new BundleException(release.uri() + ": " + e.getMessage(), e);
        }
    }

    private Path copy(ModelRelease release) throws IOException {
        Files.createDirectories(directory);
        Path copy = directory.resolve(release.sha256().toLowerCase(Locale.ROOT));
        if (isSound(copy)) {
            touch(copy);
            return copy;
        }
        FileUtils.deleteDirectory(copy.toFile());
        Path draft = Files.createTempDirectory(directory, ".draft-");
        try {
            fetch(new org.apache.flink.core.fs.Path(release.uri()), draft);
            checkManifest(draft, release);
            Files.move(draft, copy);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            return copy; // another slot of this machine was quicker
        } finally {
            FileUtils.deleteDirectory(draft.toFile());
        }
        forgetTheOldest();
        return copy;
    }

    /** Makes it the newest, by the clock of the file system. */
    private static void touch(Path copy) throws IOException {
        Files.delete(Files.createTempFile(copy, ".used-", ""));
    }

    private static boolean isSound(Path copy) {
        try {
            return Files.isDirectory(copy) && ModelBundle.load(copy) != null;
        } catch (BundleException e) {
            return false;
        }
    }

    private void fetch(org.apache.flink.core.fs.Path source, Path target) throws IOException {
        FileSystem files = source.getFileSystem();
        Allowance allowance = new Allowance();
        if (files.getFileStatus(source).isDir()) {
            fetchDirectory(files, source, target, allowance);
            return;
        }
        try (FSDataInputStream in = files.open(source);
                ZipInputStream zip = new ZipInputStream(in)) {
            unzip(zip, target, allowance);
        }
    }

    private static void fetchDirectory(
            FileSystem files,
            org.apache.flink.core.fs.Path source,
            Path target,
            Allowance allowance)
            throws IOException {
        for (FileStatus each : files.listStatus(source)) {
            Path to = target.resolve(each.getPath().getName());
            if (each.isDir()) {
                Files.createDirectories(to);
                fetchDirectory(files, each.getPath(), to, allowance);
            } else {
                try (FSDataInputStream in = files.open(each.getPath())) {
                    copy(in, to, allowance);
                }
            }
        }
    }

    private static void unzip(ZipInputStream zip, Path target, Allowance allowance)
            throws IOException {
        boolean isEmpty = true;
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            isEmpty = false;
            Path to = target.resolve(entry.getName()).normalize();
            BundleException.unless(
                    to.startsWith(target),
                    "its entry '" + entry.getName() + "' leads out of the bundle");
            if (entry.isDirectory()) {
                Files.createDirectories(to);
            } else {
                Files.createDirectories(to.getParent());
                copy(zip, to, allowance);
            }
        }
        BundleException.unless(!isEmpty, "it is neither a directory nor a zip file");
    }

    private static void copy(InputStream in, Path to, Allowance allowance) throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        try (OutputStream out = Files.newOutputStream(to)) {
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                allowance.use(count);
                out.write(chunk, 0, count);
            }
        }
    }

    private static void checkManifest(Path bundle, ModelRelease release) throws IOException {
        Path manifest = bundle.resolve(MANIFEST);
        BundleException.unless(Files.isRegularFile(manifest), "file manifest.json is missing");
        String found = ModelBundle.sha256(manifest);
        BundleException.unless(
                found.equalsIgnoreCase(release.sha256()),
                "manifest.json has sha256 " + found + ", the release says " + release.sha256());
    }

    private static ModelBundle check(Path copy, ModelRelease release) {
        ModelBundle bundle = ModelBundle.load(copy);
        BundleException.unless(
                bundle.manifest().modelId().equals(release.modelId()),
                "it is model "
                        + bundle.manifest().modelId()
                        + ", the release says "
                        + release.modelId());
        return bundle;
    }

    private void forgetTheOldest() throws IOException {
        List<Path> copies;
        try (Stream<Path> found = Files.list(directory)) {
            copies =
                    found.filter(each -> !each.getFileName().toString().startsWith("."))
                            .sorted(Comparator.comparing(BundleFetcher::used).reversed())
                            .toList();
        }
        for (Path old : copies.subList(Math.min(COPIES, copies.size()), copies.size())) {
            FileUtils.deleteDirectory(old.toFile());
        }
    }

    private static FileTime used(Path copy) {
        try {
            return Files.getLastModifiedTime(copy);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }
}
