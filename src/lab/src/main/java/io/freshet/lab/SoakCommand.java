package io.freshet.lab;

import io.freshet.lab.cluster.ClusterHome;
import io.freshet.lab.cluster.JobSubmission;
import io.freshet.lab.cluster.LocalCluster;
import io.freshet.lab.job.BundleOptions;
import io.freshet.lab.job.JobTopics;
import io.freshet.lab.soak.Capacity;
import io.freshet.lab.soak.Soak;
import io.freshet.lab.soak.SoakPage;
import io.freshet.lab.soak.SoakReport;
import io.freshet.lab.soak.SoakSample;
import io.freshet.lab.soak.SoakTraffic;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lab soak}: steady traffic for hours, and whether anything grows. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Send steady traffic to a job on a cluster of processes, print every minute what"
                        + " it holds and how fresh its slates are, and whether anything grows.")
final class SoakCommand implements Callable<Integer> {

    private static final int WARM_UP_EVENTS_OF_USER = 50;
    private static final int EVENTS_OF_USER = 15;

    @Spec private CommandSpec spec;
    @Mixin private ClusterJobOptions options;

    @Option(
            names = "--time",
            defaultValue = "1h",
            converter = DurationConverter.class,
            description = "Default ${DEFAULT-VALUE}.")
    private Duration time;

    @Option(
            names = "--warm-up",
            defaultValue = "10m",
            converter = DurationConverter.class,
            description = "Left out of the slopes; default ${DEFAULT-VALUE}.")
    private Duration warmUp;

    @Option(
            names = "--rate",
            description = "Events per second; default half of what the job can, found out first.")
    private @Nullable Double rate;

    @Option(names = "--users", defaultValue = "10000", description = "Default ${DEFAULT-VALUE}.")
    private int users;

    @Option(names = "--html", paramLabel = "FILE", description = "Writes a page with graphs here.")
    private @Nullable Path html;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        SoakReport report = options.useForMemory((cluster, files) -> run(cluster, out));
        out.println(report.summary());
        if (html != null) {
            SoakPage.write(report, html);
        }
        return 0;
    }

    private SoakReport run(LocalCluster cluster, PrintWriter out) throws IOException {
        JobTopics topics = JobTopics.byDefault();
        topics.createBounded(cluster.plan().bootstrapServers(), options.parallelism());
        Map<String, String> all = BundleOptions.of(options.bundle());
        all.put("recommender.kafka.bootstrap-servers", cluster.plan().bootstrapServers());
        all.putAll(options.jobOptions());
        String jobId =
                cluster.submit(
                        new JobSubmission(ClusterHome.find().jobJar(), options.parallelism(), all));
        cluster.awaitRunning(jobId);
        SoakTraffic traffic = new SoakTraffic(users);
        double wanted =
                rate != null
                        ? rate
                        : half(
                                new Capacity(
                                        cluster.plan().bootstrapServers(),
                                        topics,
                                        traffic,
                                        traffic.stamp()),
                                out);
        out.println(SoakSample.header());
        try (Soak soak = Soak.begin(cluster, jobId, topics, traffic, wanted)) {
            return soak.run(time, warmUp, sample -> out.println(sample.line()));
        }
    }

    /** Half of what the job can when it is warm and the windows are full. */
    private double half(Capacity capacity, PrintWriter out) throws IOException {
        capacity.measure((long) users * WARM_UP_EVENTS_OF_USER);
        double most = capacity.measure((long) users * EVENTS_OF_USER).eventsPerSecond();
        out.printf("The job can %,.0f events a second; half of it is sent.%n", most);
        return most / 2;
    }
}
