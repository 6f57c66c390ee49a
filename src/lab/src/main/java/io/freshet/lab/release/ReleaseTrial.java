package io.freshet.lab.release;

import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.ModelRelease;
import io.freshet.core.domain.ModelStatus;
import io.freshet.job.config.KafkaOptions;
import io.freshet.job.config.ReleaseOptions;
import io.freshet.lab.cluster.ClusterHome;
import io.freshet.lab.cluster.JobSubmission;
import io.freshet.lab.cluster.LocalCluster;
import io.freshet.lab.feed.RecommendationFeed;
import io.freshet.lab.feed.StatusFeed;
import io.freshet.lab.job.BundleOptions;
import io.freshet.lab.job.JobTopics;
import io.freshet.lab.kafka.KafkaAccess;
import io.freshet.lab.time.Await;
import io.freshet.lab.traffic.BackgroundTraffic;
import io.freshet.lab.traffic.EventStamp;
import io.freshet.lab.traffic.Population;
import io.freshet.lab.traffic.SendSchedule;
import io.freshet.lab.traffic.TrafficProfile;
import io.freshet.lab.traffic.TrafficSender;
import io.freshet.lab.traffic.TrafficSimulator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A job on a cluster with steady traffic, a subscriber, and someone who releases models. */
public final class ReleaseTrial implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Those that the demo's model was trained on. */
    private static final Population POPULATION = new Population(2_000, 500, 1.0, 1);

    private static final long SEED = 3;

    private final LocalCluster cluster;
    private final JobTopics topics;
    private final Clock clock = Clock.systemUTC();
    private final ArrivalLog log = new ArrivalLog();
    private final String jobId;
    private final RecommendationFeed feed;
    private final ReleaseWriter writer;
    private final StatusFeed<ModelStatus> statuses;
    private final BackgroundTraffic traffic;

    private ReleaseTrial(LocalCluster cluster, JobTopics topics, String jobId, double rate)
            throws IOException {
        this.cluster = cluster;
        this.topics = topics;
        this.jobId = jobId;
        String bootstrapServers = cluster.plan().bootstrapServers();
        this.feed = RecommendationFeed.open(bootstrapServers, topics.recommendations(), log);
        KafkaAccess access = KafkaAccess.plain(bootstrapServers);
        this.writer = ReleaseWriter.open(access, topics.models());
        this.statuses = StatusFeed.openAtEnd(access, topics.modelStatus(), ModelStatus.class);
        this.traffic =
                BackgroundTraffic.start(
                        new TrafficSender(
                                bootstrapServers,
                                topics.events(),
                                SendSchedule.atRate(rate),
                                EventStamp.now(clock),
                                PATIENCE),
                        new TrafficSimulator(
                                TrafficProfile.calm(POPULATION, rate, SEED), clock.instant()),
                        (record, due) -> {});
    }

    /**
     * What a job is to be like.
     *
     * @param bundle that it begins with
     * @param eventsPerSecond of the traffic
     * @param parallelism of the job
     * @param options of the job and of Flink
     */
    public record Settings(
            Path bundle, double eventsPerSecond, int parallelism, Map<String, String> options) {

        public Settings {
            options = Map.copyOf(options);
        }

        /** With these options beneath its own. */
        public Settings withDefaults(Map<String, String> defaults) {
            Map<String, String> all = new HashMap<>(defaults);
            all.putAll(options);
            return new Settings(bundle, eventsPerSecond, parallelism, all);
        }
    }

    /**
     * Submits the job and lets the traffic begin; returns when slates come.
     *
     * @param name of the trial, once for each cluster
     */
    public static ReleaseTrial begin(LocalCluster cluster, String name, Settings settings)
            throws IOException {
        JobTopics topics = JobTopics.withPrefix(name + '.');
        topics.create(cluster.plan().bootstrapServers(), settings.parallelism());
        Map<String, String> all = new HashMap<>(BundleOptions.of(settings.bundle()));
        all.putAll(topics.options());
        all.put(KafkaOptions.GROUP_ID.key(), name);
        all.put(KafkaOptions.BOOTSTRAP_SERVERS.key(), cluster.plan().bootstrapServers());
        all.put(ReleaseOptions.MAX_BUNDLE_SIZE.key(), SpoiledBundle.MOST_MEBIBYTES + " mb");
        all.putAll(settings.options());
        String jobId =
                cluster.submit(
                        new JobSubmission(
                                ClusterHome.find().jobJar(), settings.parallelism(), all));
        cluster.awaitRunning(jobId);
        ReleaseTrial trial = new ReleaseTrial(cluster, topics, jobId, settings.eventsPerSecond());
        try {
            BundleIdentity first = BundleIdentity.of(settings.bundle());
            trial.log.expect(new ModelId(first.name(), first.version()));
            Await.until(() -> trial.feed.slates() > 0, PATIENCE, "no slate came");
        } catch (IOException | RuntimeException e) {
            trial.close();
            throw e;
        }
        return trial;
    }

    /** What became of a release. */
    public record Followed(
            ModelRelease release, long writtenMillis, List<ModelStatus> statuses, ModelStatus end) {

        public Followed {
            statuses = List.copyOf(statuses);
        }

        /** When so many subtasks had come so far for the last time, epoch milliseconds. */
        long lastMillis(ModelStatus.State state) throws IOException {
            return statuses.stream()
                    .filter(each -> each.state() == state && each.ready() == each.subtasks())
                    .mapToLong(ModelStatus::at)
                    .max()
                    .orElseThrow(() -> new IOException("no word of " + state + " on all subtasks"));
        }
    }

    /**
     * Releases a model and returns when it is active on all subtasks, or rejected.
     *
     * @param told of every status, as it is read
     */
    public Followed release(ModelRelease release, ReleaseStory.Listener told) throws IOException {
        return release(release, () -> {}, told);
    }

    /** Does something, such as breaking what there is. */
    @FunctionalInterface
    public interface Action {
        void run() throws IOException;
    }

    /**
     * The same with something that happens as soon as the record is written.
     *
     * @param then is done before the first status is read
     */
    public Followed release(ModelRelease release, Action then, ReleaseStory.Listener told)
            throws IOException {
        check();
        statuses.poll(Duration.ZERO);
        long written = clock.millis();
        writer.release(release);
        then.run();
        List<ModelStatus> all = new ArrayList<>();
        ModelStatus end =
                ReleaseStory.of(release, statuses)
                        .follow(
                                PATIENCE,
                                status -> {
                                    all.add(status);
                                    told.status(status);
                                });
        return new Followed(release, written, all, end);
    }

    /** Where the job reads and writes. */
    public JobTopics topics() {
        return topics;
    }

    /** What the subscriber saw. */
    public ArrivalLog log() {
        return log;
    }

    /** How often the job was restarted. */
    public long restarts() throws IOException {
        return cluster.rest().restarts(jobId);
    }

    /** A TaskManager that works for the job. */
    public String taskManager() throws IOException {
        return cluster.taskManagersOf(jobId).get(0);
    }

    /** Returns when slates come of what happens now. */
    public void awaitFresh() throws IOException {
        long now = clock.millis();
        Await.until(
                () -> log.newestIngested() > now, PATIENCE, "no slate comes of what happens now");
    }

    /**
     * Returns while all goes on.
     *
     * @throws IOException if the traffic or the reading has failed
     */
    public void check() throws IOException {
        traffic.check();
        feed.check();
    }

    /** Ends the traffic, and returns when what was made of it was read. */
    public void finish() throws IOException {
        traffic.stop();
        awaitQuiet();
        feed.awaitCaughtUp(PATIENCE);
    }

    private void awaitQuiet() throws IOException {
        long[] before = {-1, System.nanoTime()};
        Await.until(
                () -> {
                    long now = feed.slates();
                    if (now != before[0]) {
                        before[0] = now;
                        before[1] = System.nanoTime();
                    }
                    return System.nanoTime() - before[1] > Duration.ofSeconds(2).toNanos();
                },
                PATIENCE,
                "slates do not end");
    }

    /** Ends the job too. */
    @Override
    public void close() throws IOException {
        try (feed;
                statuses;
                writer;
                traffic) {
            cluster.rest().cancel(jobId);
        }
    }
}
