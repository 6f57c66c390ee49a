package io.freshet.lab.bench;

import io.freshet.job.config.FlinkDefaults;
import io.freshet.job.config.RecommenderSettings;
import io.freshet.job.operator.ArrivedInteraction;
import io.freshet.lab.job.EmbeddedJob;
import io.freshet.lab.job.JobMetrics;
import io.freshet.lab.time.Pause;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job's behaviour windows: from interactions in memory by key into its state. */
final class WindowUpdates {

    private static final Duration POLL = Duration.ofMillis(50);
    private static final String ACCEPTED = "interactions.accepted";

    private final BenchSettings settings;
    private final WholeJob whole;

    WindowUpdates(BenchSettings settings, WholeJob whole) {
        this.settings = settings;
        this.whole = whole;
    }

    /**
     * Windows that are changed, when they are full.
     *
     * @param isCounted whether what they accept is counted, too
     */
    Rate updates(Path directory, boolean isCounted, Duration time) throws IOException {
        try (EmbeddedJob job =
                EmbeddedJob.start(
                        directory,
                        settings.parallelism(),
                        whole.options(),
                        (environment, configuration) ->
                                define(environment, configuration, isCounted),
                        metrics -> true)) {
            awaitFull(job);
            Pause.of(settings.warmUp());
            Stopwatch watch = new Stopwatch();
            long before = job.metrics().sum(ACCEPTED);
            Pause.of(time);
            Rate rate = watch.rateOf(job.metrics().sum(ACCEPTED) - before);
            job.check();
            return rate;
        }
    }

    private void awaitFull(EmbeddedJob job) throws IOException {
        JobMetrics metrics = job.metrics();
        while (metrics.sum(ACCEPTED) < whole.eventsOfWarmUp()) {
            job.check();
            Pause.of(POLL);
        }
    }

    private void define(
            StreamExecutionEnvironment environment,
            Configuration configuration,
            boolean isCounted) {
        RecommenderSettings recommender = RecommenderSettings.read(configuration);
        environment.configure(FlinkDefaults.beneath(configuration));
        CountedWindows.define(interactions(environment), recommender, isCounted);
    }

    private DataStream<ArrivedInteraction> interactions(StreamExecutionEnvironment environment) {
        List<String> vocabulary = whole.vocabulary();
        int piece = Math.toIntExact(whole.eventsOfWarmUp());
        return environment
                .fromSource(
                        new NumberSequenceSource(0, Long.MAX_VALUE - 1),
                        WatermarkStrategy.noWatermarks(),
                        "Numbers")
                .uid("numbers")
                .map(new InteractionsInMemory(vocabulary, settings.users(), piece))
                .returns(TypeInformation.of(ArrivedInteraction.class))
                .uid("interactions")
                .name("Interactions");
    }
}
