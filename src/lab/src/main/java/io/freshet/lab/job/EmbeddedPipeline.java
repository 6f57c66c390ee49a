package io.freshet.lab.job;

import io.freshet.job.config.KafkaOptions;
import io.freshet.lab.kafka.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.configuration.StateRecoveryOptions;

/** Everything between an event and its slate on this machine: a broker, its topics and the job. */
public final class EmbeddedPipeline implements AutoCloseable {

    private static final JobTopics TOPICS = JobTopics.byDefault();

    /** Topic that events go to. */
    public static final String EVENTS = TOPICS.events();

    /** Topic that slates come from. */
    public static final String RECOMMENDATIONS = TOPICS.recommendations();

    /** Topic that records which are no events come from. */
    public static final String DEAD_LETTERS = TOPICS.deadLetters();

    private final Path directory;
    private final Settings settings;
    private final EmbeddedBroker broker;
    private EmbeddedRecommender recommender;

    private EmbeddedPipeline(
            Path directory,
            Settings settings,
            EmbeddedBroker broker,
            EmbeddedRecommender recommender) {
        this.directory = directory;
        this.settings = settings;
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

        /** Options of the recommender, but for the broker's address. */
        public Map<String, String> recommenderOptions() {
            Map<String, String> all = BundleOptions.of(bundle);
            all.putAll(options);
            return all;
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
        return start(directory, settings, TOPICS::create);
    }

    /**
     * The same for traffic that the disk would not hold: its topics are {@linkplain
     * JobTopics#BOUNDED bounded}.
     */
    public static EmbeddedPipeline startBounded(Path directory, Settings settings)
            throws IOException {
        return start(directory, settings, TOPICS::createBounded);
    }

    /** Makes the topics of the job. */
    @FunctionalInterface
    private interface TopicMaker {
        void create(String bootstrapServers, int partitions) throws IOException;
    }

    private static EmbeddedPipeline start(Path directory, Settings settings, TopicMaker topics)
            throws IOException {
        EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("broker"));
        try {
            topics.create(broker.bootstrapServers(), settings.partitions());
            EmbeddedRecommender recommender =
                    EmbeddedRecommender.start(
                            directory.resolve("flink"),
                            settings.parallelism(),
                            optionsAt(broker, settings));
            return new EmbeddedPipeline(directory, settings, broker, recommender);
        } catch (IOException | RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    private static Map<String, String> optionsAt(EmbeddedBroker broker, Settings settings) {
        Map<String, String> options = settings.recommenderOptions();
        options.put(KafkaOptions.BOOTSTRAP_SERVERS.key(), broker.bootstrapServers());
        return options;
    }

    /**
     * Stops the job with a savepoint and has it go on from there; returns when it runs.
     *
     * @param changed options, beside those that it had; they win
     */
    public void goOnWith(Map<String, String> changed) throws IOException {
        Path next = directory.resolve("flink-that-goes-on");
        String savepoint = recommender.stopWithSavepoint(directory.resolve("savepoint"));
        Map<String, String> options = optionsAt(broker, settings);
        options.putAll(changed);
        options.put(StateRecoveryOptions.SAVEPOINT_PATH.key(), savepoint);
        recommender = EmbeddedRecommender.start(next, settings.parallelism(), options);
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
