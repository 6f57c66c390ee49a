package io.freshet.lab.soak;

import io.freshet.lab.job.JobTopics;
import io.freshet.lab.kafka.KafkaTopics;
import io.freshet.lab.time.Pause;
import io.freshet.lab.traffic.EventStamp;
import io.freshet.lab.traffic.Limited;
import io.freshet.lab.traffic.SendSchedule;
import io.freshet.lab.traffic.TrafficRecord;
import io.freshet.lab.traffic.TrafficSender;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;

/** What a job can at most. */
public final class Capacity {

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration SILENCE = Duration.ofSeconds(5);

    /** Some events are repeated or malformed, and some requests coalesce. */
    private static final double LEAST_ANSWERED = 0.5;

    private final String bootstrapServers;
    private final JobTopics topics;
    private final Iterator<TrafficRecord> traffic;
    private final EventStamp stamp;

    /**
     * @param traffic which the job gets some of
     * @param stamp of its events
     */
    public Capacity(
            String bootstrapServers,
            JobTopics topics,
            Iterator<TrafficRecord> traffic,
            EventStamp stamp) {
        this.bootstrapServers = bootstrapServers;
        this.topics = topics;
        this.traffic = traffic;
        this.stamp = stamp;
    }

    /**
     * What a job did at most.
     *
     * @param eventsPerSecond from the first that was sent to the last slate that came
     * @param slatesPerEvent the rest coalesced, was repeated or malformed
     */
    public record Figures(double eventsPerSecond, double slatesPerEvent) {}

    /**
     * Sends so many events as fast as the broker takes them, and waits for all slates.
     *
     * @throws IOException if the broker fails, or far fewer slates came than events were sent
     */
    public Figures measure(long events) throws IOException {
        try (KafkaTopics written = new KafkaTopics(bootstrapServers)) {
            long before = written.records(topics.recommendations());
            long start = System.nanoTime();
            send(events);
            long end = lastSlateNanos(written);
            long slates = written.records(topics.recommendations()) - before;
            if (slates < events * LEAST_ANSWERED) {
                throw new IOException(
                        slates + " slates came for " + events + " events, then none any more");
            }
            return new Figures(events * 1e9 / (end - start), (double) slates / events);
        }
    }

    private void send(long events) throws IOException {
        try (TrafficSender sender =
                new TrafficSender(
                        bootstrapServers,
                        topics.events(),
                        SendSchedule.asFastAsPossible(),
                        stamp)) {
            sender.send(new Limited<>(traffic, events), (record, due) -> {});
        }
    }

    private long lastSlateNanos(KafkaTopics written) throws IOException {
        long slates = written.records(topics.recommendations());
        long grewNanos = System.nanoTime();
        while (System.nanoTime() - grewNanos < SILENCE.toNanos()) {
            Pause.of(LOOK);
            long now = written.records(topics.recommendations());
            if (now > slates) {
                slates = now;
                grewNanos = System.nanoTime();
            }
        }
        return grewNanos;
    }
}
