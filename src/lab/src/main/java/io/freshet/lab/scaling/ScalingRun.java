package io.freshet.lab.scaling;

import io.freshet.lab.cluster.ClusterHome;
import io.freshet.lab.cluster.JobSubmission;
import io.freshet.lab.cluster.LocalCluster;
import io.freshet.lab.job.BundleOptions;
import io.freshet.lab.job.JobTopics;
import io.freshet.lab.scaling.ScalingReport.Load;
import io.freshet.lab.scaling.ScalingReport.Sample;
import io.freshet.lab.soak.Capacity;
import io.freshet.lab.soak.SoakTraffic;
import io.freshet.lab.traffic.HotUser;
import io.freshet.lab.traffic.TrafficRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Has a job of each parallelism, one after the other on the same TaskManager, answer as much as it
 * can: of users who all do about as much, and where one user does a share of everything.
 */
public final class ScalingRun {

    private static final int WARM_UP_EVENTS_OF_USER = 50;
    private static final int EVENTS_OF_USER = 15;

    private final LocalCluster cluster;
    private final Settings settings;
    private final Consumer<String> told;
    private final List<Sample> samples = new ArrayList<>();

    /**
     * What is measured.
     *
     * @param bundle that the jobs serve
     * @param parallelisms of the jobs, in this order
     * @param users how many there are
     * @param hotShare of all interactions, of the one user
     * @param rounds of each measurement
     * @param options of the jobs and of Flink
     */
    public record Settings(
            Path bundle,
            List<Integer> parallelisms,
            int users,
            double hotShare,
            int rounds,
            Map<String, String> options) {

        public Settings {
            parallelisms = List.copyOf(parallelisms);
            options = Map.copyOf(options);
        }
    }

    private ScalingRun(LocalCluster cluster, Settings settings, Consumer<String> told) {
        this.cluster = cluster;
        this.settings = settings;
        this.told = told;
    }

    /**
     * Runs it.
     *
     * @param cluster with one TaskManager, which has slots for the largest job
     * @param told of every sample
     */
    public static ScalingReport on(LocalCluster cluster, Settings settings, Consumer<String> told)
            throws IOException {
        return new ScalingRun(cluster, settings, told).run();
    }

    private ScalingReport run() throws IOException {
        for (int parallelism : settings.parallelisms()) {
            measure(parallelism);
        }
        return new ScalingReport(settings, samples);
    }

    private void measure(int parallelism) throws IOException {
        JobTopics topics = JobTopics.withPrefix("scaling-" + parallelism + '.');
        String bootstrapServers = cluster.plan().bootstrapServers();
        topics.createBounded(bootstrapServers, parallelism);
        Map<String, String> options = BundleOptions.of(settings.bundle());
        options.putAll(topics.options());
        options.put("recommender.kafka.bootstrap-servers", bootstrapServers);
        options.put("recommender.kafka.group-id", topics.events());
        options.putAll(settings.options());
        String jobId =
                cluster.submit(
                        new JobSubmission(ClusterHome.find().jobJar(), parallelism, options));
        cluster.awaitRunning(jobId);
        SoakTraffic even = new SoakTraffic(settings.users());
        Iterator<TrafficRecord> skewed =
                Stream.generate(even::next).map(new HotUser(settings.hotShare())).iterator();
        long events = (long) settings.users() * EVENTS_OF_USER;
        Capacity ofEven = new Capacity(bootstrapServers, topics, even, even.stamp());
        Capacity ofSkewed = new Capacity(bootstrapServers, topics, skewed, even.stamp());
        ofEven.measure((long) settings.users() * WARM_UP_EVENTS_OF_USER);
        for (int round = 0; round < settings.rounds(); round++) {
            add(parallelism, Load.EVEN, ofEven, events);
            add(parallelism, Load.SKEWED, ofSkewed, events);
        }
        cluster.stopJob(jobId);
    }

    private void add(int parallelism, Load load, Capacity capacity, long events)
            throws IOException {
        long cpuBefore = cpuMicros();
        Capacity.Figures figures = capacity.measure(events);
        double cpu = (double) (cpuMicros() - cpuBefore) / events;
        Sample sample =
                new Sample(
                        parallelism,
                        load,
                        figures.eventsPerSecond(),
                        figures.slatesPerEvent(),
                        cpu);
        samples.add(sample);
        told.accept(sample.line());
    }

    /** What the TaskManager has used up so far. */
    private long cpuMicros() throws IOException {
        String member = cluster.plan().members().get(cluster.plan().members().size() - 1);
        long pid = cluster.pid(member).orElseThrow(() -> new IOException(member + " has ended"));
        return ProcessHandle.of(pid)
                        .flatMap(process -> process.info().totalCpuDuration())
                        .orElseThrow(
                                () -> new IOException("nobody knows what " + member + " used up"))
                        .toNanos()
                / 1_000;
    }
}
