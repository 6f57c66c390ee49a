package io.freshet.lab.release;

import io.freshet.core.domain.ModelRelease;
import io.freshet.core.domain.ModelStatus.State;
import io.freshet.job.config.ReleaseOptions;
import io.freshet.lab.cluster.ClusterPlan;
import io.freshet.lab.cluster.LocalCluster;
import io.freshet.lab.time.Await;
import io.freshet.lab.time.Pause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.util.FileUtils;

/** Kills a TaskManager at a moment of a release, and looks at the feed afterwards. */
public final class FaultTrial {

    /** A TaskManager for each of two subtasks, so that one of them lives on. */
    public static final ClusterPlan PLAN = ClusterPlan.small().withTaskManagers(2, 1);

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration A_WHILE = Duration.ofSeconds(3);

    /** Takes a second or so to copy, and as long to check. */
    private static final long LARGE = 400L << 20;

    private final LocalCluster cluster;
    private final Path files;
    private final ReleaseTrial trial;
    private final ReleaseFault fault;
    private boolean killed;

    private FaultTrial(LocalCluster cluster, Path files, ReleaseTrial trial, ReleaseFault fault) {
        this.cluster = cluster;
        this.files = files;
        this.trial = trial;
        this.fault = fault;
    }

    /**
     * What came of it.
     *
     * @param killed whether the moment came
     * @param end state of the release in the end
     * @param slates that the subscriber took
     * @param broken what does not hold; empty if all does
     */
    public record Outcome(
            String fault, boolean killed, State end, int slates, int users, List<String> broken) {

        public Outcome {
            broken = List.copyOf(broken);
        }

        /** A line for people. */
        public String line() {
            return String.format(
                    Locale.ROOT,
                    "%-20s %-9s release %-8s %,6d slates of %,5d users  %s",
                    fault,
                    killed ? "killed," : "MISSED,",
                    end,
                    slates,
                    users,
                    broken.isEmpty() ? "none went back" : "BROKEN: " + broken);
        }
    }

    /**
     * Plays it on a cluster of the {@link #PLAN}.
     *
     * @param name once for each cluster
     * @param files for a copy of the bundle
     */
    public static Outcome play(
            LocalCluster cluster,
            String name,
            Path files,
            ReleaseTrial.Settings settings,
            ReleaseFault fault)
            throws IOException {
        Map<String, String> options = new HashMap<>(settings.options());
        options.put("execution.checkpointing.interval", "1s");
        options.put(ReleaseOptions.MAX_BUNDLE_SIZE.key(), "1 gb");
        ReleaseTrial.Settings more =
                new ReleaseTrial.Settings(
                        settings.bundle(),
                        settings.eventsPerSecond(),
                        settings.parallelism(),
                        options);
        Path copy = files.resolve(name).toAbsolutePath();
        try (ReleaseTrial trial = ReleaseTrial.begin(cluster, name, more)) {
            return new FaultTrial(cluster, copy, trial, fault).play(settings.bundle());
        } finally {
            FileUtils.deleteDirectory(copy.toFile());
        }
    }

    private Outcome play(Path bundle) throws IOException {
        trial.awaitFresh();
        BundleCopy copy = BundleCopy.of(bundle, files, "2");
        boolean isSlow =
                fault == ReleaseFault.WHILE_FETCHING || fault == ReleaseFault.WHILE_CHECKING;
        if (isSlow) {
            copy.withPadding(LARGE);
        }
        ModelRelease release = copy.release(ModelRelease.DEFAULT_SLOT);
        trial.log().expect(release.modelId());
        ReleaseTrial.Followed followed =
                trial.release(
                        release,
                        () -> {
                            if (isSlow) {
                                killWhileBusy();
                            }
                        },
                        status -> {
                            if (!killed && fault.isAt(status)) {
                                kill(trial.taskManager());
                            }
                        });
        Await.until(() -> trial.restarts() > 0, PATIENCE, "the job did not notice");
        trial.awaitFresh();
        trial.log().awaitFirst(release.modelId(), PATIENCE);
        Pause.of(A_WHILE);
        trial.finish();
        return outcome(followed);
    }

    private Outcome outcome(ReleaseTrial.Followed followed) {
        ArrivalLog log = trial.log();
        List<String> broken = new ArrayList<>();
        if (followed.end().state() != State.ACTIVE) {
            broken.add("the release was rejected: " + followed.end().reason());
        }
        if (log.wentBack() > 0) {
            broken.add(log.wentBack() + " slates went back");
        }
        if (!log.strangers().isEmpty()) {
            broken.add("slates name " + log.strangers());
        }
        return new Outcome(
                fault.title(),
                killed,
                followed.end().state(),
                log.arrivals().size(),
                log.users(),
                broken);
    }

    /** Ends it at once, and starts it again as a supervisor would. */
    private void kill(String member) throws IOException {
        killed = true;
        cluster.kill(member);
        cluster.launch(member);
    }

    private void killWhileBusy() throws IOException {
        String[] member = {""};
        Await.until(
                () -> {
                    for (String each : PLAN_TASK_MANAGERS) {
                        if (isBusy(each)) {
                            member[0] = each;
                        }
                    }
                    return !member[0].isEmpty();
                },
                PATIENCE,
                "no TaskManager is seen " + fault.title());
        kill(member[0]);
    }

    private static final List<String> PLAN_TASK_MANAGERS =
            PLAN.members().stream().filter(each -> each.startsWith("task-manager-")).toList();

    /** A draft lies there while it is copied; a copy is checked once more before it serves. */
    private boolean isBusy(String member) throws IOException {
        boolean wantsDraft = fault == ReleaseFault.WHILE_FETCHING;
        try (Stream<Path> found = Files.walk(cluster.temporary(member), 4)) {
            return found.anyMatch(
                    each ->
                            each.getParent().endsWith("model-bundles")
                                    && each.getFileName().toString().startsWith(".draft-")
                                            == wantsDraft);
        } catch (NoSuchFileException | UncheckedIOException e) {
            return false;
        }
    }
}
