package io.freshet.lab.job;

import io.freshet.core.bundle.BundleException;
import io.freshet.core.bundle.ModelBundle;
import io.freshet.job.config.KafkaOptions;
import io.freshet.job.config.ScoringOptions;
import io.freshet.job.config.WindowOptions;
import io.freshet.lab.kafka.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Everything between an event and its slate on this machine: a broker, its topics and the job. */
public final class EmbeddedPipeline implements AutoCloseable {

    /** Topic that events go to. */
    public static final String EVENTS = KafkaOptions.EVENTS.defaultValue();

    /** Topic that slates come from. */
    public static final String RECOMMENDATIONS = KafkaOptions.RECOMMENDATIONS.defaultValue();

    /** Topic that records which are no events come from. */
    public static final String DEAD_LETTERS = KafkaOptions.DEAD_LETTERS.defaultValue();

    /** Whoever counts slates reads each of them, if it is not an hour behind. */
    private static final String UNCOMPACTED_MILLIS = "3600000";

    private static final String LARGEST_EVENT_BYTES = Integer.toString(4 * 1024 * 1024);

    private final EmbeddedBroker broker;
    private final EmbeddedRecommender recommender;

    private EmbeddedPipeline(EmbeddedBroker broker, EmbeddedRecommender recommender) {
        this.broker = broker;
        this.recommender = recommender;
    }

    /**
     * What to start.
     *
     * @param bundle directory of the model bundle
     * @param partitions of the topics
     * @param parallelism of the job
     * @param options of the recommender and of Flink; they win
     */
    public record Settings(
            Path bundle, int partitions, int parallelism, Map<String, String> options) {

        public Settings {
            if (partitions < 1 || parallelism < 1) {
                throw new IllegalArgumentException(
                        "partitions and parallelism are "
                                + partitions
                                + " and "
                                + parallelism
                                + ", expected 1 or more");
            }
            options = Map.copyOf(options);
        }
    }

    /**
     * Starts all of it and returns when the job runs.
     *
     * @param directory for all files; the caller removes it
     * @throws IOException if something does not come up
     * @throws IllegalArgumentException if an option or the bundle is not permitted
     */
    public static EmbeddedPipeline start(Path directory, Settings settings) throws IOException {
        Map<String, String> options = options(settings);
        EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("broker"));
        try {
            createTopics(broker, settings.partitions());
            options.put(KafkaOptions.BOOTSTRAP_SERVERS.key(), broker.bootstrapServers());
            EmbeddedRecommender recommender =
                    EmbeddedRecommender.start(
                            directory.resolve("flink"), settings.parallelism(), options);
            return new EmbeddedPipeline(broker, recommender);
        } catch (IOException | RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    private static Map<String, String> options(Settings settings) {
        Map<String, String> options = new HashMap<>();
        options.put(ScoringOptions.BUNDLE.key(), settings.bundle().toAbsolutePath().toString());
        options.put(WindowOptions.MAX_LENGTH.key(), Integer.toString(windowLength(settings)));
        options.putAll(settings.options());
        return options;
    }

    /** As much as the model reads, at least the default. */
    private static int windowLength(Settings settings) {
        try {
            int read = ModelBundle.load(settings.bundle()).manifest().windowLength();
            return Math.max(read, WindowOptions.MAX_LENGTH.defaultValue());
        } catch (BundleException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static void createTopics(EmbeddedBroker broker, int partitions) throws IOException {
        broker.createTopic(
                EVENTS,
                partitions,
                Map.of(
                        "message.timestamp.type",
                        "LogAppendTime",
                        "max.message.bytes",
                        LARGEST_EVENT_BYTES));
        broker.createTopic(
                RECOMMENDATIONS,
                partitions,
                Map.of("cleanup.policy", "compact", "min.compaction.lag.ms", UNCOMPACTED_MILLIS));
        broker.createTopic(DEAD_LETTERS, 1, Map.of());
    }

    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    public EmbeddedRecommender recommender() {
        return recommender;
    }

    /**
     * Returns while everything runs.
     *
     * @throws IOException if the broker or the job has ended
     */
    public void check() throws IOException {
        broker.check();
        recommender.check();
    }

    /** Stops the job, then the broker. */
    @Override
    public void close() throws IOException {
        // An interrupted thread takes it down all the same, and stays interrupted.
        boolean interrupted = Thread.interrupted();
        try {
            recommender.close();
        } finally {
            broker.close();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
