package io.freshet.job;

import io.freshet.core.bundle.BundleException;
import io.freshet.core.bundle.Manifest;
import io.freshet.core.bundle.ModelBundle;
import io.freshet.core.bundle.Precision;
import io.freshet.job.config.ConfigurationException;
import io.freshet.job.config.FlinkDefaults;
import io.freshet.job.config.JobArguments;
import io.freshet.job.config.RecommenderSettings;
import io.freshet.job.config.ScoringOptions;
import io.freshet.job.config.WindowOptions;
import io.freshet.job.operator.CandidateSetup;
import io.freshet.job.serde.ControlRecord;
import io.freshet.job.serde.RawRecord;
import io.freshet.job.topic.KafkaTopics;
import io.freshet.job.topic.TopicCheck;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.client.deployment.application.executors.EmbeddedExecutor;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The recommender: reads events from Kafka, writes slates to Kafka. All of its options are Flink
 * options, {@code -Drecommender.window.max-length=100} or the same key in Flink's {@code
 * config.yaml}; it takes no arguments.
 */
public final class RecommenderJob {

    private static final Logger LOG = LoggerFactory.getLogger(RecommenderJob.class);

    private RecommenderJob() {}

    /** Submits the job to the cluster that this class was started by. */
    public static void main(String[] arguments) throws Exception {
        JobArguments.refuse(arguments);
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        define(environment, environment.getConfiguration());
        if (isSubmittedFromHere(environment.getConfiguration())) {
            new TopicCheck(RecommenderSettings.read(environment.getConfiguration()).kafka()).run();
        }
        environment.execute("Freshet recommender");
    }

    /**
     * Whether a person waits for an answer. A JobManager that runs this class itself does so after
     * each of its own failures too, and may be started beside its topics: it waits for them.
     */
    private static boolean isSubmittedFromHere(ReadableConfig configuration) {
        return !EmbeddedExecutor.NAME.equals(configuration.get(DeploymentOptions.TARGET));
    }

    /**
     * Builds the job in an environment.
     *
     * @param configuration options of the recommender and of Flink; they win over our defaults
     * @throws ConfigurationException if an option is missing, unknown or not permitted
     */
    public static void define(
            StreamExecutionEnvironment environment, ReadableConfig configuration) {
        RecommenderSettings settings = RecommenderSettings.read(configuration);
        checkModel(settings);
        environment.configure(FlinkDefaults.beneath(Configuration.fromMap(configuration.toMap())));
        KafkaTopics topics = new KafkaTopics(settings.kafka());
        RecommenderTopology.define(
                events(environment, topics),
                control(environment, topics),
                assignments(environment, topics),
                settings,
                Clock.systemUTC(),
                new RecommenderTopology.Outputs(
                        topics.recommendations(),
                        topics.modelStatus(),
                        topics.experimentStatus(),
                        topics.outcomes(),
                        topics.experimentMetrics(),
                        topics.deadLetters()));
    }

    private static DataStream<RawRecord> events(
            StreamExecutionEnvironment environment, KafkaTopics topics) {
        return environment
                .fromSource(topics.events(), WatermarkStrategy.noWatermarks(), "Events")
                .uid("events");
    }

    private static DataStream<ControlRecord> control(
            StreamExecutionEnvironment environment, KafkaTopics topics) {
        return environment
                .fromSource(topics.control(), WatermarkStrategy.noWatermarks(), "Control")
                .setParallelism(1)
                .uid("control-records");
    }

    private static DataStream<ControlRecord> assignments(
            StreamExecutionEnvironment environment, KafkaTopics topics) {
        return environment
                .fromSource(topics.assignments(), WatermarkStrategy.noWatermarks(), "Assignments")
                .uid("assignment-records");
    }

    /** The model must be sound, and get what it was trained on. */
    private static void checkModel(RecommenderSettings settings) {
        ModelBundle bundle = bundle(settings.scoring().bundle());
        checkPrecision(bundle, settings.scoring().onnx().precision());
        Manifest manifest = bundle.manifest();
        CandidateSetup.check(
                settings.candidates(), settings.counts(), Optional.ofNullable(manifest.blend()));
        int maxLength = settings.window().bounds().maxLength();
        if (maxLength < manifest.windowLength()) {
            throw new ConfigurationException(
                    WindowOptions.MAX_LENGTH.key()
                            + " is '"
                            + maxLength
                            + "', expected at least the "
                            + manifest.windowLength()
                            + " entries that model "
                            + manifest.modelId()
                            + " reads");
        }
        List<String> unknown =
                settings.events().types().stream()
                        .filter(type -> !manifest.eventTypes().contains(type))
                        .toList();
        if (!unknown.isEmpty()) {
            LOG.warn(
                    "Model {} knows the event types {}; {} look alike to it",
                    manifest.modelId(),
                    manifest.eventTypes(),
                    unknown);
        }
    }

    private static ModelBundle bundle(String directory) {
        try {
            return ModelBundle.load(Path.of(directory));
        } catch (BundleException e) {
            throw new ConfigurationException(
                    ScoringOptions.BUNDLE.key() + ": " + e.getMessage(), e);
        }
    }

    private static void checkPrecision(ModelBundle bundle, Precision precision) {
        try {
            bundle.model(precision);
        } catch (BundleException e) {
            throw new ConfigurationException(
                    ScoringOptions.PRECISION.key() + ": " + e.getMessage(), e);
        }
    }
}
