package io.freshet.lab;

import io.freshet.lab.dataset.InteractionLog;
import io.freshet.lab.feed.RecommendationFeed;
import io.freshet.lab.job.EmbeddedPipeline;
import io.freshet.lab.job.JobMetrics;
import io.freshet.lab.live.FreshnessMeter;
import io.freshet.lab.traffic.EventStamp;
import io.freshet.lab.traffic.SendReport;
import io.freshet.lab.traffic.SendSchedule;
import io.freshet.lab.traffic.TrafficRecord;
import io.freshet.lab.traffic.TrafficSender;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lab latency}: from an event sent to its slate read, and where the time goes. */
@Command(
        name = "latency",
        mixinStandardHelpOptions = true,
        description =
                "Send the events of a file at a rate through a broker and the job and print the"
                        + " time from an event to its slate, and where it goes.")
final class LatencyCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Spec private CommandSpec spec;
    @Mixin private JobOptions job;

    @Parameters(paramLabel = "FILE", description = "What lab import and lab simulate write.")
    private Path file;

    @Option(
            names = "--rate",
            defaultValue = "500",
            description = "Events per second; default ${DEFAULT-VALUE}.")
    private double rate;

    @Option(
            names = "--warm-up",
            defaultValue = "20s",
            converter = DurationConverter.class,
            description = "Not measured; default ${DEFAULT-VALUE}.")
    private Duration warmUp;

    @Option(
            names = "--time",
            defaultValue = "60s",
            converter = DurationConverter.class,
            description = "Measured; default ${DEFAULT-VALUE}.")
    private Duration time;

    private final FreshnessMeter freshness = new FreshnessMeter();

    @Override
    public Integer call() throws IOException {
        SendSchedule schedule = SendSchedule.atRate(rate);
        try (InteractionLog log = InteractionLog.open(file);
                WorkDirectory work = WorkDirectory.create();
                EmbeddedPipeline pipeline =
                        EmbeddedPipeline.start(
                                work.resolve("pipeline"), job.settings(2, Map.of()));
                RecommendationFeed feed =
                        RecommendationFeed.open(
                                pipeline.bootstrapServers(),
                                EmbeddedPipeline.RECOMMENDATIONS,
                                (slate, arrivedAtMillis) ->
                                        freshness.read(slate.causeEventId(), System.nanoTime()))) {
            send(log, pipeline, schedule, warmUp);
            freshness.take();
            SendReport report = send(log, pipeline, schedule, time);
            feed.awaitCaughtUp(PATIENCE);
            pipeline.recommender().check();
            tell(report, freshness.take(), pipeline.recommender().metrics());
        }
        return 0;
    }

    private SendReport send(
            InteractionLog log, EmbeddedPipeline pipeline, SendSchedule schedule, Duration length)
            throws IOException {
        long events = Math.max(1, (long) (rate * length.toMillis() / 1_000));
        try (TrafficSender sender =
                new TrafficSender(
                        pipeline.bootstrapServers(),
                        EmbeddedPipeline.EVENTS,
                        schedule,
                        EventStamp.now(Clock.systemUTC()))) {
            SendReport report =
                    sender.send(new Limited<>(TrafficRecord.allOf(log), events), this::noteSent);
            if (report.events() < events) {
                throw new IllegalArgumentException(
                        file + " ends too early for --rate, --warm-up and --time");
            }
            return report;
        }
    }

    private void noteSent(TrafficRecord record) {
        if (record instanceof TrafficRecord.Sound sound) {
            freshness.sent(sound.interaction().eventId(), System.nanoTime());
        }
    }

    private void tell(SendReport report, Histogram micros, JobMetrics metrics) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(report.summary());
        out.printf("%-34s %9s %9s %9s%n", "", "p50 ms", "p99 ms", "p99.9 ms");
        out.printf(
                "%-34s %9.1f %9.1f %9.1f   (%d slates)%n",
                "event sent to slate read",
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(99) / 1e3,
                micros.getValueAtPercentile(99.9) / 1e3,
                micros.getTotalCount());
        stage(metrics, "broker to window (fetch, shuffle)", "arrivalMillis", 1);
        stage(metrics, "window update", "windowUpdateMicros", 1e3);
        stage(metrics, "wait for the batch", "batchWaitMicros", 1e3);
        stage(metrics, "scoring a batch", "scoringMicros", 1e3);
        out.printf(
                "batches of %d (p50), %d (p99) requests; %d requests coalesced%n",
                metrics.quantile("batchSize", 0.5),
                metrics.quantile("batchSize", 0.99),
                metrics.sum("requestsCoalesced"));
    }

    private void stage(JobMetrics metrics, String name, String metric, double unit) {
        spec.commandLine()
                .getOut()
                .printf(
                        "%-34s %9.1f %9.1f%n",
                        "  " + name,
                        metrics.quantile(metric, 0.5) / unit,
                        metrics.quantile(metric, 0.99) / unit);
    }
}
