package io.freshet.lab.soak;

import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.core.domain.Slate;
import io.freshet.lab.cluster.LocalCluster;
import io.freshet.lab.feed.RecommendationFeed;
import io.freshet.lab.job.JobTopics;
import io.freshet.lab.live.FreshnessMeter;
import io.freshet.lab.time.Pause;
import io.freshet.lab.traffic.BackgroundTraffic;
import io.freshet.lab.traffic.SendSchedule;
import io.freshet.lab.traffic.TrafficRecord;
import io.freshet.lab.traffic.TrafficSender;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/** Steady traffic to a job on a cluster, and a look at everything once a minute. */
public final class Soak implements AutoCloseable {

    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final double MIB = 1 << 20;

    private final LocalCluster cluster;
    private final String jobId;
    private final FreshnessMeter freshness = new FreshnessMeter();
    private final SoakTraffic records;
    private final TaskManagerGauge gauge;
    private final BackgroundTraffic traffic;
    private final RecommendationFeed feed;

    private Soak(
            LocalCluster cluster,
            String jobId,
            JobTopics topics,
            SoakTraffic records,
            double eventsPerSecond)
            throws IOException {
        this.cluster = cluster;
        this.jobId = jobId;
        this.records = records;
        this.gauge = new TaskManagerGauge(cluster, cluster.taskManagersOf(jobId).get(0));
        String bootstrapServers = cluster.plan().bootstrapServers();
        this.feed =
                RecommendationFeed.openAtEnd(
                        bootstrapServers,
                        topics.recommendations(),
                        (slate, arrived) -> read(slate));
        this.traffic =
                BackgroundTraffic.start(
                        new TrafficSender(
                                bootstrapServers,
                                topics.events(),
                                SendSchedule.atRate(eventsPerSecond),
                                records.stamp()),
                        records,
                        this::sent);
    }

    /**
     * Begins to send.
     *
     * @param cluster whose only job runs and reads these topics
     * @param eventsPerSecond of the traffic
     */
    public static Soak begin(
            LocalCluster cluster,
            String jobId,
            JobTopics topics,
            SoakTraffic traffic,
            double eventsPerSecond)
            throws IOException {
        return new Soak(cluster, jobId, topics, traffic, eventsPerSecond);
    }

    /**
     * Returns when the time is over.
     *
     * @param told of each minute
     * @throws IOException if the traffic fails or nothing answers
     */
    public SoakReport run(Duration time, Duration warmUp, Consumer<SoakSample> told)
            throws IOException {
        List<SoakSample> samples = new ArrayList<>();
        long start = System.nanoTime();
        long sentBefore = 0;
        long readBefore = 0;
        Duration lastEnd = Duration.ZERO;
        while (elapsed(start).compareTo(time) < 0) {
            Duration end = lastEnd.plusMinutes(1);
            while (elapsed(start).compareTo(end) < 0) {
                traffic.check();
                feed.check();
                gauge.look();
                Pause.of(LOOK);
            }
            double seconds = elapsed(start).minus(lastEnd).toMillis() / 1e3;
            lastEnd = elapsed(start);
            SoakSample sample =
                    sample(
                            lastEnd,
                            (traffic.sent() - sentBefore) / seconds,
                            (feed.slates() - readBefore) / seconds);
            sentBefore = traffic.sent();
            readBefore = feed.slates();
            samples.add(sample);
            told.accept(sample);
        }
        traffic.stop();
        long restarts = cluster.rest().restarts(jobId);
        if (restarts > 0) {
            throw new IOException("the job was restarted " + restarts + " times in the soak");
        }
        return SoakReport.of(samples, warmUp.toSeconds() / 60.0);
    }

    private void sent(TrafficRecord record, long dueNanos) {
        if (record instanceof TrafficRecord.Sound sound) {
            freshness.sent(sound.interaction().eventId(), dueNanos);
        }
    }

    private void read(Slate slate) {
        freshness.read(slate.causeEventId(), System.nanoTime());
    }

    private SoakSample sample(Duration end, double eventsPerSecond, double slatesPerSecond)
            throws IOException {
        Histogram fresh = freshness.take();
        TaskManagerGauge.Memory memory = gauge.take();
        JsonNode checkpoint = cluster.rest().checkpoints(jobId).path("latest").path("completed");
        return new SoakSample(
                end.toSeconds() / 60.0,
                eventsPerSecond,
                slatesPerSecond,
                fresh.getValueAtPercentile(50) / 1e3,
                fresh.getValueAtPercentile(99) / 1e3,
                memory.heapMib(),
                memory.residentMib(),
                memory.nativeMib(),
                memory.directMib(),
                memory.threads(),
                memory.descriptors(),
                records.users(),
                checkpoint.path("state_size").asDouble() / Math.max(1, records.users()),
                checkpoint.path("checkpointed_size").asDouble() / MIB,
                checkpoint.path("end_to_end_duration").asLong());
    }

    private static Duration elapsed(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public void close() throws IOException {
        traffic.close();
        feed.close();
    }
}
