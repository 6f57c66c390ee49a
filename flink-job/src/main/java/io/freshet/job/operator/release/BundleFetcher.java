package io.freshet.job.operator.release;

import io.freshet.core.bundle.BundleException;
import io.freshet.core.bundle.ModelBundle;
import io.freshet.core.domain.ModelRelease;
import io.freshet.job.config.ReleaseSettings;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.FileUtils;
import org.apache.flink.util.function.ThrowingRunnable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings released bundles to the local disk, from any file system that Flink has. A job that
 * restarts needs what it had, wherever the original is by then: so copies of all that this job has
 * in use stay, and the newest besides. Of what other jobs on this machine use it knows nothing.
 */
public final class BundleFetcher {

    private static final Logger LOG = LoggerFactory.getLogger(BundleFetcher.class);
    private static final String DRAFT = ".draft-";
    private static final int COPIES = 8;
    private static final int CHUNK_BYTES = 1 << 16;

    private final Path directory;
    private final long maxBytes;
    private final Duration timeout;
    private final Supplier<Set<ModelRelease>> inUse;

    /**
     * @param directory where copies lie
     * @param inUse releases whose copies must stay
     */
    public BundleFetcher(
            Path directory, ReleaseSettings settings, Supplier<Set<ModelRelease>> inUse) {
        this.directory = directory;
        this.inUse = inUse;
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
     * Removes what processes left that were killed while they fetched.
     *
     * @param directory where copies lie
     * @param before when the first process began that may still fetch to there
     */
    public static void forgetDrafts(Path directory, Instant before) {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> found = Files.list(directory)) {
            found.filter(each -> each.getFileName().toString().startsWith(DRAFT))
                    .filter(each -> used(each).toInstant().isBefore(before))
                    .forEach(each -> FileUtils.deleteDirectoryQuietly(each.toFile()));
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("What lies in {} takes room for nothing", directory, e);
        }
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

    private Path copyOrRefuse(ModelRelease release) {
        try {
            return copy(release);
        } catch (FileNotFoundException e) {
            throw new BundleException(release.uri() + " does not exist: " + e.getMessage(), e);
        } catch (IOException | IllegalArgumentException e) {
            throw new BundleException(release.uri() + " cannot be fetched: " + e, e);
        } catch (BundleException e) {
            throw new BundleException(release.uri() + ": " + e.getMessage(), e);
        }
    }

    private Path copy(ModelRelease release) throws IOException {
        Files.createDirectories(directory);
        Path copy = directory.resolve(name(release));
        if (isSound(copy)) {
            touch(copy);
            return copy;
        }
        FileUtils.deleteDirectory(copy.toFile());
        Path draft = Files.createTempDirectory(directory, DRAFT);
        try {
            org.apache.flink.core.fs.Path source = new org.apache.flink.core.fs.Path(release.uri());
            inTime(() -> fetch(source, draft));
            checkManifest(draft, release);
            Files.move(draft, copy);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            return copy; // another slot of this machine was quicker
        } finally {
            FileUtils.deleteDirectoryQuietly(draft.toFile());
        }
        forgetTheOldest();
        return copy;
    }

    private static String name(ModelRelease release) {
        return release.sha256().toLowerCase(Locale.ROOT);
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
        Path manifest = bundle.resolve(ModelBundle.MANIFEST);
        BundleException.unless(Files.isRegularFile(manifest), "file manifest.json is missing");
        String found = ModelBundle.sha256(manifest);
        BundleException.unless(
                found.equalsIgnoreCase(release.sha256()),
                "manifest.json has sha256 " + found + ", the release says " + release.sha256());
    }

    /** What is in use is used now; so it is still among the newest when the job comes back. */
    private void forgetTheOldest() {
        Set<String> needed =
                inUse.get().stream().map(BundleFetcher::name).collect(Collectors.toSet());
        try {
            for (Path each : copies()) {
                if (needed.contains(each.getFileName().toString())) {
                    touch(each);
                }
            }
            List<Path> newestFirst =
                    copies().stream()
                            .sorted(Comparator.comparing(BundleFetcher::used).reversed())
                            .toList();
            for (Path each :
                    newestFirst.subList(Math.min(COPIES, newestFirst.size()), newestFirst.size())) {
                if (!needed.contains(each.getFileName().toString())) {
                    FileUtils.deleteDirectory(each.toFile());
                }
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("Old copies in {} take room for nothing", directory, e);
        }
    }

    private List<Path> copies() throws IOException {
        try (Stream<Path> found = Files.list(directory)) {
            return found.filter(each -> !each.getFileName().toString().startsWith(".")).toList();
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
