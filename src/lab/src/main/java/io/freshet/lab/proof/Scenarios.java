package io.freshet.lab.proof;

import io.freshet.job.config.EventOptions;
import io.freshet.lab.time.Pause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** All that is known to break. */
public final class Scenarios {

    static final String BROKER = "broker";
    static final String JOB_MANAGER = "job-manager-1";

    /** Longer and shorter than the cluster's heartbeat timeout of 8 s. */
    private static final Duration BEYOND_HEARTBEAT = Duration.ofSeconds(12);

    private static final Duration WITHIN_HEARTBEAT = Duration.ofSeconds(3);

    /** The first one to complete may have begun before there was anything to lose. */
    private static final int WITH_STATE = 2;

    private static final Duration BETWEEN_CHECKPOINTS = Duration.ofMillis(500);

    private static final Duration A_WHILE = Duration.ofSeconds(3);

    /** Events per second at which batches are always in flight. */
    private static final double BUSY = 1_000;

    /** How far ahead a clock is believed by default. */
    private static final Duration LIMIT = EventOptions.MAX_CLOCK_SKEW.defaultValue();

    private static final UnaryOperator<TrialSettings> AS_USUAL = settings -> settings;

    private Scenarios() {}

    /** In the order of a table. */
    public static List<Scenario> all() {
        return List.of(
                inEveryBuild(
                        "task-manager-killed",
                        "kill -9 of a TaskManager while events, scoring and checkpoints run",
                        AS_USUAL,
                        Scenarios::taskManagerKilled),
                onDemand(
                        "job-manager-killed",
                        "kill -9 of the JobManager; ZooKeeper knows the job",
                        AS_USUAL,
                        trial -> killed(trial, JOB_MANAGER)),
                onDemand(
                        "broker-killed",
                        "kill -9 of the broker, and its restart",
                        AS_USUAL,
                        trial -> killed(trial, BROKER)),
                onDemand(
                        "task-manager-paused-briefly",
                        "SIGSTOP of a TaskManager, shorter than the heartbeat",
                        AS_USUAL,
                        trial -> paused(trial, busy(trial), WITHIN_HEARTBEAT)),
                onDemand(
                        "task-manager-paused-long",
                        "SIGSTOP of a TaskManager, longer than the heartbeat; for subscribers who"
                                + " remember revisions",
                        TrialSettings::withStragglers,
                        trial -> paused(trial, busy(trial), BEYOND_HEARTBEAT)),
                onDemand(
                        "job-manager-paused-briefly",
                        "SIGSTOP of the JobManager, shorter than the heartbeat",
                        AS_USUAL,
                        trial -> paused(trial, JOB_MANAGER, WITHIN_HEARTBEAT)),
                onDemand(
                        "job-manager-paused-long",
                        "SIGSTOP of the JobManager, longer than the heartbeat",
                        AS_USUAL,
                        trial -> paused(trial, JOB_MANAGER, BEYOND_HEARTBEAT)),
                inEveryBuild(
                        "broker-paused-briefly",
                        "SIGSTOP of the broker, shorter than the heartbeat",
                        AS_USUAL,
                        trial -> paused(trial, BROKER, WITHIN_HEARTBEAT)),
                onDemand(
                        "broker-paused-long",
                        "SIGSTOP of the broker, longer than the heartbeat",
                        AS_USUAL,
                        trial -> paused(trial, BROKER, BEYOND_HEARTBEAT)),
                inEveryBuild(
                        "checkpoints-unwritable",
                        "the checkpoint directory cannot be written for a while",
                        AS_USUAL,
                        Scenarios::checkpointsUnwritable),
                onDemand(
                        "checkpoints-full",
                        "the disk of the checkpoints is full for a while",
                        AS_USUAL,
                        Scenarios::checkpointsFull),
                inEveryBuild(
                        "network-refused",
                        "no connection between the job and the broker for a while",
                        TrialSettings::behindAGate,
                        Scenarios::networkRefused),
                onDemand(
                        "bundle-gone",
                        "the bundle's directory is gone when the job restarts, and comes back",
                        AS_USUAL,
                        Scenarios::bundleGone),
                onDemand(
                        "rescaled",
                        "savepoints taken and restored with parallelism 1, 2, 3 and 1",
                        settings -> settings.withParallelism(1).withPartitions(3),
                        Scenarios::rescaled),
                inEveryBuild(
                        "stopped-mid-batch",
                        "a stop with savepoint while batches are in flight; every interaction has"
                                + " a slate of its own",
                        settings ->
                                settings.withoutCoalescing()
                                        .with(ProofTraffic.rough(BUSY, settings.traffic().seed())),
                        Scenarios::stoppedMidBatch),
                onDemand(
                        "everything-twice",
                        "producers repeat every record",
                        settings -> settings.with(settings.traffic().twice()),
                        trial -> Pause.of(A_WHILE)),
                inEveryBuild(
                        "half-malformed",
                        "as many malformed records as sound ones",
                        settings -> settings.with(settings.traffic().halfMalformed()),
                        trial -> Pause.of(A_WHILE)),
                onDemand(
                        "hot-user",
                        "one user does 30 % of everything",
                        settings -> settings.with(settings.traffic().withHotUser()),
                        trial -> Pause.of(A_WHILE)),
                onDemand(
                        "clocks-apart",
                        "each user has devices whose clocks are right, an hour behind, four minutes"
                                + " ahead and an hour ahead",
                        settings ->
                                settings.with(
                                        settings.traffic()
                                                .withClocks(
                                                        Duration.ZERO,
                                                        Duration.ofHours(-1),
                                                        Duration.ofMinutes(4),
                                                        Duration.ofHours(1))),
                        trial -> Pause.of(A_WHILE)),
                onDemand(
                        "clocks-at-the-limit",
                        "kill -9 of a TaskManager; clocks just beyond what is believed, so that events"
                                + " that are read again are no longer ahead",
                        settings ->
                                settings.with(
                                        settings.traffic()
                                                .withClocks(
                                                        Duration.ZERO,
                                                        LIMIT.minusSeconds(1),
                                                        LIMIT.plusSeconds(1),
                                                        LIMIT.plusSeconds(3))),
                        Scenarios::taskManagerKilled),
                onDemand(
                        "idle-partition",
                        "one partition of the topic gets no record",
                        settings ->
                                settings.withPartitions(3).with(settings.traffic().sparing(1, 3)),
                        trial -> Pause.of(A_WHILE)),
                onDemand(
                        "exactly-once-task-manager-killed",
                        "transactions; kill -9 of a TaskManager; no slate twice, none left out",
                        TrialSettings::inTransactions,
                        Scenarios::taskManagerKilled),
                onDemand(
                        "exactly-once-task-manager-paused-long",
                        "transactions; SIGSTOP of a TaskManager, longer than the heartbeat; what it"
                                + " writes afterwards is refused",
                        TrialSettings::inTransactions,
                        trial -> paused(trial, busy(trial), BEYOND_HEARTBEAT)),
                onDemand(
                        "exactly-once-job-manager-killed",
                        "transactions; kill -9 of the JobManager; no slate twice, none left out",
                        TrialSettings::inTransactions,
                        trial -> killed(trial, JOB_MANAGER)),
                onDemand(
                        "exactly-once-broker-killed",
                        "transactions; kill -9 of the broker; no slate twice, none left out",
                        TrialSettings::inTransactions,
                        trial -> killed(trial, BROKER)),
                onDemand(
                        "exactly-once-rescaled",
                        "transactions; savepoints restored with another parallelism; no slate"
                                + " twice, none left out",
                        settings -> settings.inTransactions().withParallelism(1),
                        Scenarios::rescaledOnce));
    }

    private static Scenario inEveryBuild(
            String name, String story, UnaryOperator<TrialSettings> settings, Scenario.Play play) {
        return new Scenario(name, story, true, settings, play);
    }

    private static Scenario onDemand(
            String name, String story, UnaryOperator<TrialSettings> settings, Scenario.Play play) {
        return new Scenario(name, story, false, settings, play);
    }

    private static void taskManagerKilled(Trial trial) throws IOException {
        trial.awaitCheckpoints(WITH_STATE);
        Pause.of(BETWEEN_CHECKPOINTS);
        trial.killAndRestart(busy(trial));
        trial.awaitRecovery();
        trial.awaitCheckpoints(1);
    }

    private static String busy(Trial trial) throws IOException {
        return trial.busyTaskManagers().get(0);
    }

    /** Killed between two checkpoints, and started again as a supervisor would. */
    private static void killed(Trial trial, String member) throws IOException {
        trial.awaitCheckpoints(WITH_STATE);
        Pause.of(BETWEEN_CHECKPOINTS);
        trial.kill(member);
        trial.launch(member);
        trial.awaitRecovery();
        trial.awaitCheckpoints(1);
    }

    private static void paused(Trial trial, String member, Duration time) throws IOException {
        trial.awaitCheckpoints(1);
        trial.pause(member, time);
        trial.awaitRecovery();
        trial.awaitCheckpoints(1);
    }

    private static void stoppedMidBatch(Trial trial) throws IOException {
        Pause.of(A_WHILE);
        trial.rescale(2);
        trial.awaitRecovery();
    }

    /** Its place is taken by a file. Slates stay fresh, and a failure is survived afterwards. */
    private static void checkpointsUnwritable(Trial trial) throws IOException {
        trial.awaitCheckpoints(1);
        Path directory = trial.checkpoints();
        Path aside = directory.resolveSibling(directory.getFileName() + ".aside");
        Files.move(directory, aside);
        try {
            Files.createFile(directory);
            checkpointsFail(trial);
        } finally {
            Files.deleteIfExists(directory);
            Files.move(aside, directory);
        }
        taskManagerKilled(trial);
    }

    private static void checkpointsFull(Trial trial) throws IOException {
        trial.awaitCheckpoints(1);
        try (SmallDisk disk = SmallDisk.mountedOver(trial.checkpoints())) {
            checkpointsFail(trial);
        }
        taskManagerKilled(trial);
    }

    /** While they do the job goes on, and is not restarted. */
    private static void checkpointsFail(Trial trial) throws IOException {
        long restarts = trial.restarts();
        trial.awaitFailedCheckpoints(2);
        trial.fault();
        trial.awaitRecovery();
        if (trial.restarts() > restarts) {
            throw new IOException("the job was restarted because checkpoints failed");
        }
    }

    private static void networkRefused(Trial trial) throws IOException {
        trial.awaitCheckpoints(1);
        trial.fault();
        trial.gate().shut();
        Pause.of(A_WHILE);
        trial.gate().open();
        trial.awaitRecovery();
        trial.awaitCheckpoints(1);
    }

    private static void bundleGone(Trial trial) throws IOException {
        Path aside = trial.bundle().resolveSibling("bundle.aside");
        trial.awaitCheckpoints(1);
        Files.move(trial.bundle(), aside);
        try {
            trial.killAndRestart(busy(trial));
            trial.awaitRestarts(2);
        } finally {
            Files.move(aside, trial.bundle());
        }
        trial.awaitRecovery();
        trial.awaitCheckpoints(1);
    }

    private static void rescaled(Trial trial) throws IOException {
        for (int parallelism : List.of(2, 3, 1)) {
            trial.awaitCheckpoints(1);
            trial.rescale(parallelism);
            trial.awaitRecovery();
        }
    }

    private static void rescaledOnce(Trial trial) throws IOException {
        for (int parallelism : List.of(2, 1)) {
            trial.awaitCheckpoints(1);
            trial.rescale(parallelism);
            trial.awaitRecovery();
        }
    }
}
