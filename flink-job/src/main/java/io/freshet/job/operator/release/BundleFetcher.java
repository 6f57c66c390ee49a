package io.freshet.job.operator.release;

import io.freshet.core.bundle.BundleException;
import io.freshet.core.bundle.ModelBundle;
import io.freshet.core.domain.ModelRelease;
import io.freshet.job.config.ReleaseSettings;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.FileUtils;
import org.apache.flink.util.function.SupplierWithException;
import org.apache.flink.util.function.ThrowingRunnable;

/** Brings released bundles to the local disk, from any file system that Flink has. */
public final class BundleFetcher {

    private static final int CHUNK_BYTES = 1 << 16;

    private final LocalCopies copies;
    private final long maxBytes;
    private final Duration timeout;

    public BundleFetcher(LocalCopies copies, ReleaseSettings settings) {
        this.copies = copies;
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
            // Whoever waited for it has gone by then; this ends the thread that is left.
            BundleException.unless(System.nanoTime() - deadline <= 0, takesTooLong());
        }
    }

    private String takesTooLong() {
        return "fetching it takes longer than " + timeout.toSeconds() + " s";
    }

    /**
     * The bundle of a release, complete and undamaged.
     *
     * @throws BundleException if it cannot be fetched, is not what the release says, or is damaged
     */
    public ModelBundle fetch(ModelRelease release) {
        ModelBundle bundle = ModelBundle.load(copyOrRefuse(release), release.uri());
        BundleException.unless(
                bundle.manifest().modelId().equals(release.modelId()),
                release.uri()
                        + ": it is model "
                        + bundle.manifest().modelId()
                        + ", the release says "
                        + release.modelId());
        return bundle;
    }

    /**
     * That a release which is new lies where it says. A copy of the same bytes from elsewhere would
     * serve until it is lost, and the job could not come back then.
     *
     * @throws BundleException if nothing is there, or something else
     */
    public void checkOrigin(ModelRelease release) {
        if (copies.has(release)) { // else it is fetched from there
            orRefuse(release, () -> fetchManifest(release));
        }
    }

    private Path copyOrRefuse(ModelRelease release) {
        return orRefuse(release, () -> copy(release));
    }

    private static Path orRefuse(
            ModelRelease release, SupplierWithException<Path, IOException> fetch) {
        try {
            return fetch.get();
        } catch (FileNotFoundException e) {
            throw new BundleException(release.uri() + " does not exist: " + e.getMessage(), e);
        } catch (IOException | IllegalArgumentException e) {
            throw new BundleException(release.uri() + " cannot be fetched: " + e, e);
        } catch (BundleException e) {
            throw new BundleException(release.uri() + ": " + e.getMessage(), e);
        }
    }

    private Path copy(ModelRelease release) throws IOException {
        Optional<Path> found = copies.find(release);
        if (found.isPresent()) {
            return found.get();
        }
        Path draft = copies.draft();
        try {
            org.apache.flink.core.fs.Path source = new org.apache.flink.core.fs.Path(release.uri());
            inTime(() -> fetch(source, draft));
            checkManifest(draft, release);
            return copies.keep(draft, release);
        } finally {
            FileUtils.deleteDirectoryQuietly(draft.toFile());
        }
    }

    private Path fetchManifest(ModelRelease release) throws IOException {
        Path draft = copies.draft();
        try {
            org.apache.flink.core.fs.Path source = new org.apache.flink.core.fs.Path(release.uri());
            inTime(() -> fetchManifest(source, draft));
            checkManifest(draft, release);
            return draft;
        } finally {
            FileUtils.deleteDirectoryQuietly(draft.toFile());
        }
    }

    /** On a thread of its own: a read that hangs need not hear that its time is over. */
    private void inTime(ThrowingRunnable<IOException> fetch) throws IOException {
        FutureTask<Void> task =
                new FutureTask<>(
                        () -> {
                            fetch.run();
                            return null;
                        });
        Thread thread = new Thread(task, "bundle-fetching");
        thread.setDaemon(true);
        thread.start();
        try {
            task.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            ExceptionUtils.rethrowIOException(e.getCause());
        } catch (TimeoutException e) {
            task.cancel(true);
            throw new BundleException(takesTooLong(), e);
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw new BundleException("fetching it was interrupted", e);
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

    private void fetchManifest(org.apache.flink.core.fs.Path source, Path target)
            throws IOException {
        FileSystem files = source.getFileSystem();
        Allowance allowance = new Allowance();
        Path to = target.resolve(ModelBundle.MANIFEST);
        if (!files.getFileStatus(source).isDir()) {
            try (FSDataInputStream in = files.open(source);
                    ZipInputStream zip = new ZipInputStream(in)) {
                unzipManifest(zip, to, allowance);
            }
            return;
        }
        org.apache.flink.core.fs.Path manifest =
                new org.apache.flink.core.fs.Path(source, ModelBundle.MANIFEST);
        if (files.exists(manifest)) {
            try (FSDataInputStream in = files.open(manifest)) {
                copy(in, to, allowance);
            }
        }
    }

    private static void unzipManifest(ZipInputStream zip, Path to, Allowance allowance)
            throws IOException {
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (entry.getName().equals(ModelBundle.MANIFEST)) {
                copy(zip, to, allowance);
                return;
            }
            copy(zip, OutputStream.nullOutputStream(), allowance);
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
        try (OutputStream out = Files.newOutputStream(to)) {
            copy(in, out, allowance);
        }
    }

    private static void copy(InputStream in, OutputStream out, Allowance allowance)
            throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
            allowance.use(count);
            out.write(chunk, 0, count);
        }
    }

    private static void checkManifest(Path bundle, ModelRelease release) throws IOException {
        Path manifest = bundle.resolve(ModelBundle.MANIFEST);
        BundleException.unless(Files.isRegularFile(manifest), "file manifest.json is missing");
        String found = ModelBundle.sha256(manifest);
        BundleException.unless(
                found.equalsIgnoreCase(release.sha256()),
                "manifest.json has sha256 " + found + ", the release says " + release.sha256());
    }
}
