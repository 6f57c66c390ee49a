package io.freshet.lab.soak;

import io.freshet.lab.job.JobTopics;
import io.freshet.lab.kafka.KafkaTopics;
import io.freshet.lab.time.Pause;
import io.freshet.lab.traffic.Limited;
import io.freshet.lab.traffic.SendSchedule;
import io.freshet.lab.traffic.TrafficSender;
import java.io.IOException;
import java.time.Duration;

/** What a job can at most. */
public final class Capacity {

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration SILENCE = Duration.ofSeconds(5);

    /** Some events are repeated or malformed, and some requests coalesce. */
    private static final double LEAST_ANSWERED = 0.5;

    private final String bootstrapServers;
    private final JobTopics topics;
    private final SoakTraffic traffic;

    /**
     * @param traffic which the job gets some of
     */
    public Capacity(String bootstrapServers, JobTopics topics, SoakTraffic traffic) {
        this.bootstrapServers = bootstrapServers;
        this.topics = topics;
        this.traffic = traffic;
    }

    /**
     * Sends events as fast as the broker takes them, and returns how many of them the job answered
     * in a second: from the first that was sent to the last slate that came.
     *
     * @throws IOException if the broker fails, or far fewer slates came than events were sent
     */
    public double eventsPerSecond(long events) throws IOException {
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
            return events * 1e9 / (end - start);
        }
    }

    private void send(long events) throws IOException {
        try (TrafficSender sender =
                new TrafficSender(
                        bootstrapServers,
                        topics.events(),
                        SendSchedule.asFastAsPossible(),
                        traffic.stamp())) {
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
