package io.freshet.lab.proof;

import io.freshet.core.domain.Slate;
import io.freshet.job.config.CandidateOptions;
import io.freshet.job.config.KafkaOptions;
import io.freshet.job.config.ScoringOptions;
import io.freshet.job.config.SlateOptions;
import io.freshet.job.config.WindowOptions;
import io.freshet.lab.cluster.ClusterHome;
import io.freshet.lab.cluster.JobSubmission;
import io.freshet.lab.cluster.LocalCluster;
import io.freshet.lab.cluster.NetworkGate;
import io.freshet.lab.feed.ObservedSlates;
import io.freshet.lab.feed.RecommendationFeed;
import io.freshet.lab.feed.SlateListener;
import io.freshet.lab.job.BundleOptions;
import io.freshet.lab.job.JobTopics;
import io.freshet.lab.oracle.CountsVerdict;
import io.freshet.lab.oracle.ExperimentsOracle;
import io.freshet.lab.oracle.ExperimentsVerdict;
import io.freshet.lab.oracle.Oracle;
import io.freshet.lab.oracle.OutcomesOracle;
import io.freshet.lab.oracle.OutcomesVerdict;
import io.freshet.lab.oracle.SureSlates;
import io.freshet.lab.oracle.Verdict;
import io.freshet.lab.time.Await;
import io.freshet.lab.time.Pause;
import io.freshet.lab.traffic.BackgroundTraffic;
import io.freshet.lab.traffic.SendSchedule;
import io.freshet.lab.traffic.TrafficRecord;
import io.freshet.lab.traffic.TrafficSender;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One job with topics, traffic and a subscriber of its own, on a cluster of which anything may be
 * broken meanwhile. {@link #verdict} ends it.
 */
public final class Trial implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /** From when a job says of an experiment that it runs until all subtasks know it. */
    private static final Duration SETTLING = Duration.ofSeconds(3);

    private final LocalCluster cluster;
    private final TrialSettings settings;
    private final Path bundle;
    private final JobTopics topics;
    private final ObservedSlates observed = new ObservedSlates();
    private final Recoveries recoveries = new Recoveries();
    private final SlatesAtRisk atRisk = new SlatesAtRisk();
    private final TrialExperiments experiments;
    private final ExperimentsOracle inExperiments;
    private final TrafficSender sender;
    private final @Nullable NetworkGate gate;
    private final JobSubmission submission;
    private final RecommendationFeed feed;
    private @Nullable BackgroundTraffic traffic;
    private String jobId = "";

    private Trial(
            LocalCluster cluster,
            TrialSettings settings,
            Path bundle,
            JobTopics topics,
            @Nullable NetworkGate gate)
            throws IOException {
        this.cluster = cluster;
        this.settings = settings;
        this.bundle = bundle;
        this.topics = topics;
        this.gate = gate;
        String bootstrapServers = cluster.plan().bootstrapServers();
        this.experiments = new TrialExperiments(bootstrapServers, topics, ProofTraffic.userIds());
        this.inExperiments = experiments.oracle();
        this.submission =
                new JobSubmission(ClusterHome.find().jobJar(), settings.parallelism(), options());
        this.sender =
                new TrafficSender(
                        bootstrapServers,
                        topics.events(),
                        SendSchedule.atRate(settings.traffic().eventsPerSecond()),
                        settings.traffic().stamp(Clock.systemUTC()),
                        PATIENCE);
        this.feed =
                RecommendationFeed.open(
                        bootstrapServers,
                        topics.recommendations(),
                        new SlateListener() {
                            @Override
                            public void slate(Slate slate, long arrivedAtMillis) {
                                observed.slate(slate, arrivedAtMillis);
                                recoveries.read(slate);
                                atRisk.sent(slate);
                                inExperiments.slate(slate);
                            }

                            @Override
                            public void retraction(String key, long arrivedAtMillis) {
                                observed.retraction(key, arrivedAtMillis);
                            }
                        });
    }

    /**
     * Creates the topics, submits the job and lets the traffic begin; returns when slates come.
     *
     * @param name of the trial, once for each cluster
     * @param bundle that the job serves; the trial may move it away for a while
     */
    public static Trial begin(
            LocalCluster cluster, String name, Path bundle, TrialSettings settings)
            throws IOException {
        JobTopics topics = JobTopics.withPrefix(name + '.');
        topics.create(cluster.plan().bootstrapServers(), settings.partitions());
        NetworkGate gate =
                settings.gated()
                        ? NetworkGate.open(
                                cluster.plan().ports().gate(), cluster.plan().ports().behindGate())
                        : null;
        Trial trial = new Trial(cluster, settings, bundle, topics, gate);
        try {
            trial.experiments.write();
            trial.jobId = cluster.submit(trial.submission);
            cluster.awaitRunning(trial.jobId);
            trial.traffic =
                    BackgroundTraffic.start(
                            trial.sender,
                            settings.traffic().records(Clock.systemUTC()),
                            trial::sent);
            Await.until(() -> trial.observed.slates() > 0, PATIENCE, "no slate came");
            Await.until(trial.experiments::areRunning, PATIENCE, "experiments do not run");
            trial.inExperiments.settled(System.currentTimeMillis() + SETTLING.toMillis());
        } catch (IOException | RuntimeException e) {
            trial.close();
            throw e;
        }
        return trial;
    }

    private Map<String, String> options() {
        Map<String, String> all = new HashMap<>(BundleOptions.of(bundle));
        all.putAll(topics.options());
        all.put(KafkaOptions.GROUP_ID.key(), topics.events());
        all.put(
                KafkaOptions.BOOTSTRAP_SERVERS.key(),
                settings.gated()
                        ? cluster.plan().gatedBootstrapServers()
                        : cluster.plan().bootstrapServers());
        // Counts are kept, but when they reach a slate is nobody's promise: see #counts.
        all.put(CandidateOptions.BLEND.key(), "false");
        all.putAll(CountsOptions.whileCounting());
        all.putAll(OutcomeOptions.options());
        all.putAll(settings.options());
        return all;
    }

    private void sent(TrafficRecord record, long dueNanos) {
        if (record instanceof TrafficRecord.Sound sound) {
            recoveries.sent(sound.interaction().eventId());
        }
    }

    /** Where the bundle of the job is. */
    Path bundle() {
        return bundle;
    }

    /** Where the checkpoints of the job are. */
    Path checkpoints() {
        return cluster.checkpoints().resolve(jobId);
    }

    /** Between the job and the broker. */
    NetworkGate gate() {
        if (gate == null) {
            throw new IllegalStateException("the trial has no gate");
        }
        return gate;
    }

    /** Returns when so many more checkpoints were completed. */
    void awaitCheckpoints(int count) throws IOException {
        awaitMore(count, cluster.rest()::completedCheckpoints, "checkpoints did not complete");
        if (recoveries.isRecovered()) {
            atRisk.over(System.currentTimeMillis());
        }
    }

    /** Returns when so many more checkpoints have failed. */
    void awaitFailedCheckpoints(int count) throws IOException {
        awaitMore(count, cluster.rest()::failedCheckpoints, "checkpoints did not fail");
    }

    /** Returns when the job was restarted so many times more. */
    void awaitRestarts(int count) throws IOException {
        awaitMore(count, cluster.rest()::restarts, "restarts did not happen");
    }

    /** How often the job was restarted until now. */
    long restarts() throws IOException {
        return cluster.rest().restarts(jobId);
    }

    /** A number of a job. */
    private interface Count {
        long of(String jobId) throws IOException;
    }

    /** A JobManager that has just started counts from 0. */
    private void awaitMore(int count, Count counter, String otherwise) throws IOException {
        long[] before = {Long.MAX_VALUE};
        await(
                () -> {
                    long now = counter.of(jobId);
                    before[0] = Math.min(before[0], now);
                    return now >= before[0] + count;
                },
                count + " " + otherwise);
    }

    /** Something breaks now. */
    void fault() {
        atRisk.fault(lastCheckpoint());
        recoveries.fault();
    }

    /** When the last one that is complete had begun; long ago where nobody knows. */
    private long lastCheckpoint() {
        try {
            return cluster.rest()
                    .checkpoints(jobId)
                    .at("/latest/completed/trigger_timestamp")
                    .asLong(0);
        } catch (IOException e) {
            return 0;
        }
    }

    /** Returns when slates are as fresh as before the fault. */
    void awaitRecovery() throws IOException {
        await(recoveries::isRecovered, "no fresh slate came after the fault");
    }

    /** Those that work for the job now. */
    List<String> busyTaskManagers() throws IOException {
        List<String> busy = new ArrayList<>();
        await(
                () -> {
                    busy.clear();
                    busy.addAll(cluster.taskManagersOf(jobId));
                    return !busy.isEmpty();
                },
                "no TaskManager works for the job");
        return busy;
    }

    /** Ends a member at once. */
    void kill(String member) throws IOException {
        fault();
        cluster.kill(member);
    }

    /**
     * Ends a TaskManager at once and starts it again, as a supervisor would; returns when the job
     * has noticed. Until then its other tasks go on.
     */
    void killAndRestart(String taskManager) throws IOException {
        long before = restarts();
        kill(taskManager);
        launch(taskManager);
        await(() -> restarts() > before, "the job did not notice");
        recoveries.spreads();
    }

    /** Starts what was killed, and does not wait for it. */
    void launch(String member) throws IOException {
        cluster.launch(member);
    }

    /** Stops a member as it is for so long. */
    void pause(String member, Duration time) throws IOException {
        fault();
        cluster.pause(member);
        try {
            Pause.of(time);
        } finally {
            cluster.resume(member);
        }
    }

    /** Stops the job with a savepoint and goes on from it. */
    void rescale(int parallelism) throws IOException {
        recoveries.fault();
        String savepoint = cluster.stopJob(jobId);
        jobId = cluster.submit(submission.from(savepoint, parallelism));
        cluster.awaitRunning(jobId);
        recoveries.spreads();
    }

    /** What each fault cost. */
    List<Recovery> recoveries() {
        return recoveries.all();
    }

    /**
     * Ends the traffic, waits until everything was processed, ends the job, and asks the oracle.
     *
     * @throws IOException if the traffic has failed, or nothing can be read
     */
    public Verdict verdict() throws IOException {
        if (traffic != null) {
            traffic.stop();
        }
        Judgement judgement = judgement();
        if (!judgement.awaitSlates()) {
            cluster.rest().cancel(jobId);
            feed.awaitCaughtUp(PATIENCE);
            return judgement.verdict();
        }
        // What follows the last slate, such as a repetition of it, belongs to the verdict, also
        // when it becomes visible with a checkpoint only.
        OutcomesOracle expected = judgement.expectedOutcomes(sureSlates());
        judgement.awaitOutcomes(expected);
        awaitCheckpoints(2);
        ExperimentsVerdict variants = judgement.experiments(inExperiments);
        String savepoint = cluster.stopJob(jobId);
        feed.awaitCaughtUp(PATIENCE);
        OutcomesVerdict outcomes = judgement.outcomes(expected);
        CountsVerdict counts =
                new CountsJob(cluster, topics)
                        .verdict(
                                submission.from(savepoint, settings.parallelism()),
                                bundle,
                                settings.partitions(),
                                judgement.counts());
        return judgement.verdict().with(counts, outcomes, variants);
    }

    /** Where every interaction has a slate, a failure makes none forgotten: all are made again. */
    private SureSlates sureSlates() {
        boolean isCoalescing =
                Boolean.parseBoolean(
                        submission.options().getOrDefault(ScoringOptions.COALESCING.key(), "true"));
        return isCoalescing ? atRisk : (user, revision) -> true;
    }

    private Judgement judgement() throws IOException {
        Oracle oracle =
                new Oracle(
                        bundle,
                        Integer.parseInt(submission.options().get(WindowOptions.MAX_LENGTH.key())),
                        SlateOptions.SIZE.defaultValue());
        ProofLog log = new ProofLog(cluster.plan().bootstrapServers(), topics);
        return Judgement.on(log, oracle, observed);
    }

    private static void await(Await.Condition condition, String otherwise) throws IOException {
        Await.until(condition, PATIENCE, otherwise);
    }

    @Override
    public void close() throws IOException {
        try {
            if (traffic == null) {
                sender.close();
            } else {
                traffic.close();
            }
        } finally {
            closeReading();
        }
    }

    private void closeReading() throws IOException {
        try {
            feed.close();
        } finally {
            if (gate != null) {
                gate.close();
            }
        }
    }
}
