package io.freshet.lab.release;

import io.freshet.core.domain.ModelRelease;
import io.freshet.core.domain.ModelStatus.State;
import io.freshet.lab.cluster.LocalCluster;
import io.freshet.lab.release.ArrivalLog.Arrival;
import io.freshet.lab.release.ReleasesReport.MemorySample;
import io.freshet.lab.release.ReleasesReport.Rejection;
import io.freshet.lab.soak.TaskManagerGauge;
import io.freshet.lab.time.Pause;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.util.FileUtils;

/** Releases models to a job that serves: sound ones, spoiled ones, and many of them. */
public final class ReleasesRun {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration QUIET = Duration.ofSeconds(1);

    /** Metrics of a TaskManager come once a second. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private static final int LOOKS = 6;

    /** About what a reload takes. */
    private static final Duration RELOAD = Duration.ofSeconds(3);

    private final LocalCluster cluster;
    private final ReleaseTrial trial;
    private final Path bundle;
    private final Path files;
    private final Consumer<String> told;
    private final List<Phase> phases = new ArrayList<>();
    private final List<ReleaseTiming> timings = new ArrayList<>();
    private int version = 1;

    private ReleasesRun(
            LocalCluster cluster,
            ReleaseTrial trial,
            Path bundle,
            Path files,
            Consumer<String> told) {
        this.cluster = cluster;
        this.trial = trial;
        this.bundle = bundle;
        this.files = files;
        this.told = told;
    }

    /**
     * Runs it on a cluster with one TaskManager.
     *
     * @param files for copies of the bundle
     * @param warmUp traffic before the first release
     * @param reloads how many sound releases follow the spoiled ones
     * @param isControl whether nothing is released in their place, and as much time passes
     * @param told of every step
     */
    public static ReleasesReport on(
            LocalCluster cluster,
            Path files,
            ReleaseTrial.Settings settings,
            Duration warmUp,
            int reloads,
            boolean isControl,
            Consumer<String> told)
            throws IOException {
        try (ReleaseTrial trial = ReleaseTrial.begin(cluster, "releases", settings)) {
            return new ReleasesRun(cluster, trial, settings.bundle(), files, told)
                    .run(warmUp, reloads, isControl);
        }
    }

    private ReleasesReport run(Duration warmUp, int reloads, boolean isControl) throws IOException {
        Pause.of(warmUp);
        replace();
        List<Rejection> rejections = new ArrayList<>();
        for (SpoiledBundle spoiled : SpoiledBundle.values()) {
            rejections.add(reject(spoiled));
        }
        List<MemorySample> memory = reload(reloads, isControl);
        long restarts = trial.restarts();
        trial.finish();
        ArrivalLog log = trial.log();
        return new ReleasesReport(
                rejections,
                timings,
                FeedFigures.of(log.arrivals(), phases),
                memory,
                log.users(),
                log.wentBack(),
                log.strangers(),
                restarts);
    }

    /** A sound bundle of another version takes over. */
    private void replace() throws IOException {
        version++;
        Path directory = files.resolve("version-" + version).toAbsolutePath();
        ModelRelease release =
                BundleCopy.of(bundle, directory, Integer.toString(version))
                        .release(ModelRelease.DEFAULT_SLOT);
        trial.log().expect(release.modelId());
        quiet(Phase.Kind.BEFORE);
        long start = System.nanoTime();
        ReleaseTrial.Followed followed = trial.release(release, status -> {});
        if (followed.end().state() != State.ACTIVE) {
            throw new IOException(
                    "a sound release of "
                            + release.modelId()
                            + " was rejected: "
                            + followed.end().reason());
        }
        Arrival first = trial.log().awaitFirst(release.modelId(), PATIENCE);
        ReleaseTiming timing = ReleaseTiming.of(followed, first);
        long prepared = start + Duration.ofMillis(timing.prepared()).toNanos();
        phases.add(new Phase(Phase.Kind.PREPARE, start, prepared));
        phases.add(new Phase(Phase.Kind.SWITCH, prepared, System.nanoTime()));
        quiet(Phase.Kind.AFTER);
        timings.add(timing);
        FileUtils.deleteDirectory(
                files.resolve("version-" + (version - 1)).toAbsolutePath().toFile());
    }

    private void quiet(Phase.Kind kind) throws IOException {
        long start = System.nanoTime();
        Pause.of(QUIET);
        phases.add(new Phase(kind, start, System.nanoTime()));
    }

    private Rejection reject(SpoiledBundle spoiled) throws IOException {
        ModelRelease release =
                spoiled.make(
                        bundle,
                        files.resolve(spoiled.version()).toAbsolutePath(),
                        ModelRelease.DEFAULT_SLOT);
        long start = System.nanoTime();
        ReleaseTrial.Followed followed = trial.release(release, status -> {});
        Pause.of(QUIET);
        phases.add(new Phase(Phase.Kind.REJECTION, start, System.nanoTime()));
        boolean rejected = followed.end().state() == State.REJECTED;
        String reason = ReleaseStory.line(followed.end());
        told.accept(spoiled.title() + ": " + reason);
        return new Rejection(
                spoiled.title(),
                spoiled.reason(),
                rejected,
                reason,
                followed.end().at() - followed.writtenMillis());
    }

    private List<MemorySample> reload(int reloads, boolean isControl) throws IOException {
        String member = trial.taskManager();
        TaskManagerGauge gauge = new TaskManagerGauge(cluster, member);
        return new Reloads(
                        this::replace,
                        () -> Pause.of(RELOAD),
                        done -> sample(gauge, member, done),
                        told)
                .run(reloads, isControl);
    }

    private MemorySample sample(TaskManagerGauge gauge, String member, int reloads)
            throws IOException {
        cluster.collectHeap(member);
        gauge.forget();
        for (int look = 0; look < LOOKS; look++) {
            Pause.of(BETWEEN_LOOKS);
            gauge.look();
        }
        TaskManagerGauge.Memory memory = gauge.take();
        return new MemorySample(
                reloads,
                memory.heapMib(),
                memory.residentMib(),
                memory.threads(),
                memory.descriptors());
    }
}
