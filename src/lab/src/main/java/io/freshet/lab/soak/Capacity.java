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
import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;

/** What a job can at most. */
public final class Capacity {

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration SILENCE = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final String bootstrapServers;
    private final JobTopics topics;
    private final Iterator<TrafficRecord> traffic;

    /**
     * @param traffic which the job gets some of
     */
    public Capacity(String bootstrapServers, JobTopics topics, Iterator<TrafficRecord> traffic) {
        this.bootstrapServers = bootstrapServers;
        this.topics = topics;
        this.traffic = traffic;
    }

    /**
     * Sends events as fast as the broker takes them, and returns how many of them the job answered
     * in a second: from the first that was sent to the last slate that came.
     *
     * @throws IOException if the broker fails, or slates come and come
     */
    public double eventsPerSecond(long events) throws IOException {
        try (KafkaTopics written = new KafkaTopics(bootstrapServers)) {
            long start = System.nanoTime();
            send(events);
            return events * 1e9 / (lastSlateNanos(written) - start);
        }
    }

    private void send(long events) throws IOException {
        try (TrafficSender sender =
                new TrafficSender(
                        bootstrapServers,
                        topics.events(),
                        SendSchedule.asFastAsPossible(),
                        EventStamp.now(Clock.systemUTC()))) {
            sender.send(new Limited<>(traffic, events), (record, due) -> {});
        }
    }

    private long lastSlateNanos(KafkaTopics written) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long slates = written.records(topics.recommendations());
        long grewNanos = System.nanoTime();
        while (System.nanoTime() - grewNanos < SILENCE.toNanos()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("slates still come after " + PATIENCE);
            }
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
