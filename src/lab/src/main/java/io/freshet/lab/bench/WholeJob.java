package io.freshet.lab.bench;

import io.freshet.core.bundle.ModelBundle;
import io.freshet.core.domain.Slate;
import io.freshet.job.config.KafkaOptions;
import io.freshet.job.config.RecommenderSettings;
import io.freshet.job.config.ScoringOptions;
import io.freshet.lab.feed.RecommendationFeed;
import io.freshet.lab.job.EmbeddedPipeline;
import io.freshet.lab.job.JobMetrics;
import io.freshet.lab.kafka.KafkaTopics;
import io.freshet.lab.live.OpenLoop;
import io.freshet.lab.time.Pause;
import io.freshet.lab.traffic.EventStamp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;

/** The job as users run it, with a broker and traffic of its own, warm, its windows full. */
final class WholeJob implements AutoCloseable {

    /** An average above the length, so that those of nearly all users are full. */
    private static final double EVENTS_PER_WINDOW_ENTRY = 1.2;

    private static final String LIVE = "rocksdb.estimate-live-data-size.behaviour-window";
    private static final String ON_DISK = "rocksdb.live-sst-files-size.behaviour-window";
    private static final Duration STATE_POLL = Duration.ofSeconds(1);
    private static final int STATE_POLLS = 60;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final BenchSettings settings;
    private final EmbeddedPipeline pipeline;
    private final Map<String, String> options;
    private final List<String> vocabulary;
    private final BenchTraffic traffic;
    private final EventStamp stamp = EventStamp.now(Clock.systemUTC());
    private final KafkaTopics topics;
    private final Backlog backlog;
    private final Drain drain;

    private WholeJob(BenchSettings settings, EmbeddedPipeline pipeline, Map<String, String> options)
            throws IOException {
        this.settings = settings;
        this.pipeline = pipeline;
        this.options = Collections.unmodifiableMap(options);
        this.vocabulary = ModelBundle.load(settings.bundle()).vocabulary();
        this.traffic = new BenchTraffic(vocabulary, settings.users());
        this.topics = new KafkaTopics(pipeline.bootstrapServers());
        this.backlog = new Backlog(bootstrapServers(), EmbeddedPipeline.EVENTS, traffic, stamp);
        this.drain =
                new Drain(
                        backlog,
                        this::eventsRead,
                        () -> topics.records(EmbeddedPipeline.RECOMMENDATIONS));
    }

    /**
     * Starts it, fills the windows and so warms it up.
     *
     * @param coalescing whether requests of a user that wait become one
     */
    static WholeJob start(Path directory, BenchSettings settings, boolean coalescing)
            throws IOException {
        EmbeddedPipeline.Settings wanted =
                settings.pipeline(
                        Map.of(
                                ScoringOptions.COALESCING.key(),
                                Boolean.toString(coalescing),
                                "state.backend.rocksdb.metrics.column-family-as-variable",
                                "true",
                                "state.backend.rocksdb.metrics.estimate-live-data-size",
                                "true",
                                "state.backend.rocksdb.metrics.live-sst-files-size",
                                "true"));
        EmbeddedPipeline pipeline = EmbeddedPipeline.startBounded(directory, wanted);
        try {
            Map<String, String> options = new LinkedHashMap<>(wanted.recommenderOptions());
            options.put(KafkaOptions.BOOTSTRAP_SERVERS.key(), pipeline.bootstrapServers());
            WholeJob started = new WholeJob(settings, pipeline, options);
            started.drain.warmUp(started.eventsOfWarmUp());
            return started;
        } catch (IOException | RuntimeException e) {
            pipeline.close();
            throw e;
        }
    }

    private long eventsRead() throws IOException {
        pipeline.check();
        return metrics().sum("interactions") + metrics().sum("deadLetters");
    }

    private JobMetrics metrics() {
        return pipeline.recommender().metrics();
    }

    /** Events that fill the windows. */
    long eventsOfWarmUp() {
        int length = recommender().window().bounds().maxLength();
        return (long) (EVENTS_PER_WINDOW_ENTRY * length * settings.users());
    }

    String bootstrapServers() {
        return pipeline.bootstrapServers();
    }

    /** Options of the recommender and of Flink. */
    Map<String, String> options() {
        return options;
    }

    /** What they say. */
    RecommenderSettings recommender() {
        return RecommenderSettings.read(Configuration.fromMap(options));
    }

    /** The model's items. */
    List<String> vocabulary() {
        return vocabulary;
    }

    /** What goes in; it goes on from where others stopped to take. */
    BenchTraffic traffic() {
        return traffic;
    }

    /** Its rates while there is more to do than it can. */
    Drain.Rates saturate(Duration time) throws IOException {
        return drain.measure(time);
    }

    /** Sizes of the latest batches, ascending. */
    long[] batchSizes() {
        return metrics().values("batchSize");
    }

    /** Latencies while so many events come in a second. */
    OpenLoop.Result under(OpenLoop.Load load) throws IOException {
        OpenLoop.Result result = OpenLoop.run(pipeline, traffic, stamp, load);
        backlog.noteAdded(result.sending().events());
        return result;
    }

    /** Some slates, as they are now. */
    List<Slate> slates(int count) throws IOException {
        List<Slate> slates = Collections.synchronizedList(new ArrayList<>());
        try (RecommendationFeed feed =
                RecommendationFeed.openAtEnd(
                        bootstrapServers(),
                        EmbeddedPipeline.RECOMMENDATIONS,
                        (slate, arrivedAtMillis) -> slates.add(slate))) {
            drain.pass(count);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (slates.size() < count / 2 && System.nanoTime() < deadline) {
                feed.awaitCaughtUp(PATIENCE);
            }
        }
        return List.copyOf(slates);
    }

    /**
     * What the windows take in RocksDB.
     *
     * @param users who have one
     * @param liveBytesPerUser without what newer versions replaced
     * @param diskBytesPerUser with it, until it is compacted
     */
    record StateSize(int users, double liveBytesPerUser, double diskBytesPerUser) {}

    /** The size of the windows; waits until a checkpoint has written them. */
    StateSize stateSize() throws IOException {
        for (int poll = 0; poll < STATE_POLLS && metrics().sum(LIVE) == 0; poll++) {
            Pause.of(STATE_POLL);
        }
        if (metrics().sum(LIVE) == 0) {
            throw new IOException("no checkpoint has written the windows; metrics: " + metrics());
        }
        int users = traffic.users();
        return new StateSize(
                users,
                (double) metrics().sum(LIVE) / users,
                (double) metrics().sum(ON_DISK) / users);
    }

    @Override
    public void close() throws IOException {
        topics.close();
        pipeline.close();
    }
}
