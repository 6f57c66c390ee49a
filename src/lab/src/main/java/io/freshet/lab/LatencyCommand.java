package io.freshet.lab;

import io.freshet.lab.dataset.InteractionLog;
import io.freshet.lab.job.EmbeddedPipeline;
import io.freshet.lab.job.JobMetrics;
import io.freshet.lab.live.LatencyMeter;
import io.freshet.lab.live.OpenLoop;
import io.freshet.lab.traffic.EventStamp;
import io.freshet.lab.traffic.SendReport;
import io.freshet.lab.traffic.TrafficRecord;
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
            defaultValue = "2m",
            converter = DurationConverter.class,
            description = "Not measured, until the JIT compilers rest; default ${DEFAULT-VALUE}.")
    private Duration warmUp;

    @Option(
            names = "--time",
            defaultValue = "60s",
            converter = DurationConverter.class,
            description = "Measured; default ${DEFAULT-VALUE}.")
    private Duration time;

    @Override
    public Integer call() throws IOException {
        OpenLoop.Load load = new OpenLoop.Load(rate, warmUp, time);
        try (InteractionLog log = InteractionLog.open(file);
                WorkDirectory work = WorkDirectory.create();
                EmbeddedPipeline pipeline =
                        EmbeddedPipeline.start(
                                work.resolve("pipeline"), job.settings(2, Map.of()))) {
            OpenLoop.Result result =
                    OpenLoop.run(
                            pipeline,
                            TrafficRecord.allOf(log),
                            EventStamp.now(Clock.systemUTC()),
                            load);
            check(result.sending(), load);
            tell(result, pipeline.recommender().metrics());
        }
        return 0;
    }

    private void check(SendReport report, OpenLoop.Load load) {
        if (report.events() < load.events()) {
            throw new IllegalArgumentException(
                    file
                            + " has "
                            + report.events()
                            + " events, expected at least the "
                            + load.events()
                            + " of --rate, --warm-up and --time");
        }
    }

    private void tell(OpenLoop.Result result, JobMetrics metrics) {
        PrintWriter out = spec.commandLine().getOut();
        LatencyMeter.Latencies found = result.latencies();
        out.println(result.sending().summary());
        out.printf(
                "%d events measured after the warm-up of %s; the stages inside the job are of the"
                        + " newest 1000%n",
                found.freshnessMicros().getTotalCount(), warmUp);
        out.printf("%-34s %9s %9s %9s%n", "", "p50 ms", "p99 ms", "p99.9 ms");
        line("event due to slate read", found.freshnessMicros(), 1e3);
        line("  event to broker", found.toBrokerMillis(), 1);
        stage(metrics, "broker to window (fetch, shuffle)", "arrivalMillis", 1);
        stage(metrics, "window update", "windowUpdateMicros", 1e3);
        stage(metrics, "wait for the batch", "batchWaitMicros", 1e3);
        stage(metrics, "scoring a batch", "scoringMicros", 1e3);
        line("  slate to reader (produce, fetch)", found.toReaderMillis(), 1);
        out.printf(
                "batches of %d (p50), %d (p99) requests; %d requests coalesced%n",
                metrics.quantile("batchSize", 0.5),
                metrics.quantile("batchSize", 0.99),
                metrics.sum("requestsCoalesced"));
    }

    private void line(String name, Histogram times, double unit) {
        spec.commandLine()
                .getOut()
                .printf(
                        "%-34s %9.1f %9.1f %9.1f%n",
                        name,
                        times.getValueAtPercentile(50) / unit,
                        times.getValueAtPercentile(99) / unit,
                        times.getValueAtPercentile(99.9) / unit);
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
