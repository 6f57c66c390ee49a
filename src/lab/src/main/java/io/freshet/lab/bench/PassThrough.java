package io.freshet.lab.bench;

import io.freshet.core.domain.Slate;
import io.freshet.job.config.FlinkDefaults;
import io.freshet.job.config.KafkaOptions;
import io.freshet.job.config.KafkaSettings;
import io.freshet.job.config.RecommenderSettings;
import io.freshet.job.topic.KafkaTopics;
import io.freshet.lab.job.EmbeddedJob;
import io.freshet.lab.job.JobTopics;
import io.freshet.lab.traffic.EventStamp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The broker and Flink's source and sink without the recommender: each event is read as the job
 * reads it, and a slate that was made before is written as the job writes it.
 */
final class PassThrough implements AutoCloseable {

    private static final String IN = "pass-through-in";
    private static final String OUT = "pass-through-out";
    private static final long WARM_UP_EVENTS_PER_USER = 30;

    private final io.freshet.lab.kafka.KafkaTopics topics;
    private final EmbeddedJob job;
    private final Drain drain;

    private PassThrough(io.freshet.lab.kafka.KafkaTopics topics, EmbeddedJob job, Drain drain) {
        this.topics = topics;
        this.job = job;
        this.drain = drain;
    }

    /**
     * Starts it beside a job and warms it up.
     *
     * @param slates as the job makes them
     */
    static PassThrough start(
            Path directory, BenchSettings settings, WholeJob whole, List<Slate> slates)
            throws IOException {
        String servers = whole.bootstrapServers();
        var topics = new io.freshet.lab.kafka.KafkaTopics(servers);
        topics.create(IN, settings.parallelism(), JobTopics.BOUNDED);
        topics.create(OUT, settings.parallelism(), JobTopics.BOUNDED);
        EmbeddedJob job =
                EmbeddedJob.start(
                        directory,
                        settings.parallelism(),
                        options(whole),
                        (environment, configuration) -> define(environment, configuration, slates),
                        metrics -> true);
        Drain.Count out = () -> topics.records(OUT);
        Backlog backlog = new Backlog(servers, IN, whole.traffic(), EventStamp.original());
        PassThrough started = new PassThrough(topics, job, new Drain(backlog, out, out));
        started.drain.warmUp(settings.users() * WARM_UP_EVENTS_PER_USER);
        return started;
    }

    private static Map<String, String> options(WholeJob whole) {
        Map<String, String> options = new LinkedHashMap<>(whole.options());
        options.put(KafkaOptions.GROUP_ID.key(), "pass-through");
        options.put(KafkaOptions.EVENTS.key(), IN);
        options.put(KafkaOptions.RECOMMENDATIONS.key(), OUT);
        return options;
    }

    private static void define(
            StreamExecutionEnvironment environment,
            Configuration configuration,
            List<Slate> slates) {
        KafkaSettings kafka = RecommenderSettings.read(configuration).kafka();
        environment.configure(FlinkDefaults.beneath(configuration));
        KafkaTopics topics = new KafkaTopics(kafka);
        environment
                .fromSource(topics.events(), WatermarkStrategy.noWatermarks(), "Events")
                .uid("events")
                .sinkTo(topics.slates(PreparedSlates.of(OUT, slates)))
                .uid("slates")
                .name("Slates");
    }

    /** Events that pass. */
    Rate events(Duration time) throws IOException {
        Rate rate = drain.measure(time).read();
        job.check();
        return rate;
    }

    @Override
    public void close() throws IOException {
        topics.close();
        job.close();
    }
}
