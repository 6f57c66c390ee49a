package io.freshet.job;

import io.freshet.job.config.ConfigurationException;
import io.freshet.job.config.FlinkDefaults;
import io.freshet.job.config.JobArguments;
import io.freshet.job.config.PairSettings;
import io.freshet.job.config.TrainingSetOptions;
import io.freshet.job.config.TrainingSetSettings;
import io.freshet.job.operator.ArrivedInteraction;
import io.freshet.job.operator.DecodeFunction;
import io.freshet.job.operator.ScoringRequest;
import io.freshet.job.operator.TrainingRowOperatorFactory;
import io.freshet.job.serde.DeadLetterEncoder;
import io.freshet.job.serde.EventLogFormat;
import io.freshet.job.serde.RawRecord;
import io.freshet.job.serde.TrainingRow;
import io.freshet.job.serde.TrainingRowEncoder;
import java.io.IOException;
import java.time.Clock;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.Encoder;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.BasePathBucketAssigner;

/**
 * Writes the training set: the recommender's own decoding and behaviour windows, run in batch mode
 * over a log of events. Rows go to {@code rows/} under the output, lines that are no events to
 * {@code dead-letters/}.
 */
public final class TrainingSetJob {

    /** Directory of the rows, under the output. */
    public static final String ROWS = "rows";

    /** Directory of the lines that are no events, under the output. */
    public static final String DEAD_LETTERS = "dead-letters";

    private TrainingSetJob() {}

    /** Runs the job on the cluster that this class was started by. */
    public static void main(String[] arguments) throws Exception {
        JobArguments.refuse(arguments);
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        define(environment, environment.getConfiguration());
        environment.execute("Freshet training set");
    }

    /**
     * Builds the job in an environment.
     *
     * @throws ConfigurationException if an option is missing, unknown or not permitted
     */
    public static void define(
            StreamExecutionEnvironment environment, ReadableConfig configuration) {
        TrainingSetSettings settings = TrainingSetSettings.read(configuration);
        checkFiles(settings.files());
        environment.configure(inBatch(configuration));
        Path output = new Path(settings.files().output());

        SingleOutputStreamOperator<ArrivedInteraction> interactions =
                RecommenderTopology.decode(
                        events(environment, settings.files().eventLog()),
                        settings.events(),
                        Clock.systemUTC());
        rows(windows(interactions, settings), settings)
                .sinkTo(files(new Path(output, ROWS), new TrainingRowEncoder()))
                .uid("training-rows")
                .name("Training rows");
        interactions
                .getSideOutput(DecodeFunction.DEAD_LETTERS)
                .sinkTo(files(new Path(output, DEAD_LETTERS), new DeadLetterEncoder()))
                .uid("dead-letters")
                .name("Dead letters");
    }

    private static DataStream<RawRecord> events(
            StreamExecutionEnvironment environment, String eventLog) {
        return environment
                .fromSource(
                        FileSource.forRecordStreamFormat(new EventLogFormat(), new Path(eventLog))
                                .build(),
                        WatermarkStrategy.noWatermarks(),
                        "Event log")
                .uid("event-log");
    }

    /** In batch mode Flink hands each user's interactions on in the order of these timestamps. */
    private static DataStream<ArrivedInteraction> inEventTime(
            DataStream<ArrivedInteraction> interactions) {
        return interactions
                .assignTimestampsAndWatermarks(
                        WatermarkStrategy.<ArrivedInteraction>forMonotonousTimestamps()
                                .withTimestampAssigner(
                                        (arrived, before) -> arrived.interaction().timestamp()))
                .uid("event-time")
                .name("Event time");
    }

    /** The windows that the recommender would have had, one for each accepted interaction. */
    static DataStream<ScoringRequest> windows(
            DataStream<ArrivedInteraction> interactions, TrainingSetSettings settings) {
        return RecommenderTopology.behaviourWindows(
                inEventTime(interactions), settings.window(), PairSettings.NOT_COUNTED);
    }

    private static DataStream<TrainingRow> rows(
            DataStream<ScoringRequest> windows, TrainingSetSettings settings) {
        return windows.transform(
                        "Cut into rows",
                        TypeInformation.of(TrainingRow.class),
                        new TrainingRowOperatorFactory(settings.window().bounds().maxLength()))
                .uid("cut-into-rows")
                .name("Cut into rows");
    }

    private static <T> FileSink<T> files(Path directory, Encoder<T> encoder) {
        return FileSink.forRowFormat(directory, encoder)
                .withBucketAssigner(new BasePathBucketAssigner<>())
                .withOutputFileConfig(OutputFileConfig.builder().withPartSuffix(".jsonl").build())
                .build();
    }

    static Configuration inBatch(ReadableConfig configuration) {
        Configuration all = FlinkDefaults.beneath(Configuration.fromMap(configuration.toMap()));
        all.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.BATCH);
        return all;
    }

    private static void checkFiles(TrainingSetSettings.Files files) {
        try {
            Path log = new Path(files.eventLog());
            if (!log.getFileSystem().exists(log)) {
                throw new ConfigurationException(
                        TrainingSetOptions.EVENT_LOG.key()
                                + " is '"
                                + log
                                + "', which is not there");
            }
            Path output = new Path(files.output());
            FileSystem system = output.getFileSystem();
            if (system.exists(output)
                    && (!system.getFileStatus(output).isDir()
                            || system.listStatus(output).length > 0)) {
                throw new ConfigurationException(
                        TrainingSetOptions.OUTPUT.key()
                                + " is '"
                                + output
                                + "', which is there already, expected a new or empty directory");
            }
        } catch (IOException e) {
            throw new ConfigurationException(
                    "the event log or the output cannot be reached: " + e.getMessage(), e);
        }
    }
}
