package io.freshet.job.operator.release;

import io.freshet.core.bundle.BundleException;
import io.freshet.core.bundle.ModelBundle;
import io.freshet.core.domain.ModelRelease;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.util.FileUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of released bundles on the local disk. A job that restarts needs what it had, wherever the
 * original is by then: so copies of all that this job has in use stay, and the newest besides. Of
 * what other jobs in the same directory use it knows nothing.
 */
public final class LocalCopies {

    private static final Logger LOG = LoggerFactory.getLogger(LocalCopies.class);
    private static final String DRAFT = ".draft-";
    private static final int NEWEST = 8;

    private final Path directory;
    private final Supplier<Set<ModelRelease>> inUse;

    /**
     * @param directory where copies lie
     * @param inUse releases whose copies must stay
     */
    public LocalCopies(Path directory, Supplier<Set<ModelRelease>> inUse) {
        this.directory = directory;
        this.inUse = inUse;
    }

    /**
     * Removes what processes left that were killed while they copied.
     *
     * @param before when the first process began that may still copy to there
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
            LOG.warn("Drafts in {} take room for nothing", directory, e);
        }
    }

    private static String name(ModelRelease release) {
        return release.sha256().toLowerCase(Locale.ROOT);
    }

    /** Whether there is a copy, in whatever state. */
    boolean has(ModelRelease release) {
        return Files.isDirectory(directory.resolve(name(release)));
    }

    /** An undamaged copy, which is the newest from now on; a damaged one is removed. */
    Optional<Path> find(ModelRelease release) throws IOException {
        Path copy = directory.resolve(name(release));
        if (isSound(copy)) {
            touch(copy);
            return Optional.of(copy);
        }
        FileUtils.deleteDirectory(copy.toFile());
        return Optional.empty();
    }

    private static boolean isSound(Path copy) {
        try {
            return Files.isDirectory(copy) && ModelBundle.load(copy) != null;
        } catch (BundleException e) {
            return false;
        }
    }

    /** An empty directory to copy to. */
    Path draft() throws IOException {
        Files.createDirectories(directory);
        return Files.createTempDirectory(directory, DRAFT);
    }

    /** Makes a draft the copy, unless another slot of this machine was quicker. */
    Path keep(Path draft, ModelRelease release) throws IOException {
        Path copy = directory.resolve(name(release));
        try {
            Files.move(draft, copy);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            return copy;
        }
        forgetTheOldest(release);
        return copy;
    }

    /** What is in use is used now; so it is still among the newest when the job comes back. */
    private void forgetTheOldest(ModelRelease justKept) {
        Set<String> needed =
                Stream.concat(inUse.get().stream(), Stream.of(justKept))
                        .map(LocalCopies::name)
                        .collect(Collectors.toSet());
        try {
            for (Path each : copies()) {
                if (needed.contains(each.getFileName().toString())) {
                    touch(each);
                }
            }
            List<Path> old =
                    copies().stream()
                            .sorted(Comparator.comparing(LocalCopies::used).reversed())
                            .skip(NEWEST)
                            .filter(each -> !needed.contains(each.getFileName().toString()))
                            .toList();
            for (Path each : old) {
                FileUtils.deleteDirectory(each.toFile());
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

    /** Makes it the newest, by the clock of the file system. */
    private static void touch(Path copy) throws IOException {
        Files.delete(Files.createTempFile(copy, ".used-", ""));
    }

    private static FileTime used(Path copy) {
        try {
            return Files.getLastModifiedTime(copy);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }
}
