package io.freshet.lab.bench;

import static java.util.Objects.requireNonNull;

import io.freshet.lab.traffic.EventStamp;
import io.freshet.lab.traffic.Limited;
import io.freshet.lab.traffic.SendSchedule;
import io.freshet.lab.traffic.TrafficRecord;
import io.freshet.lab.traffic.TrafficSender;
import java.io.IOException;
import java.util.Iterator;

/** Events in a topic that wait for somebody to read them. */
final class Backlog {

    private final String bootstrapServers;
    private final String topic;
    private final Iterator<TrafficRecord> traffic;
    private final EventStamp stamp;
    private long sent;

    Backlog(
            String bootstrapServers,
            String topic,
            Iterator<TrafficRecord> traffic,
            EventStamp stamp) {
        this.bootstrapServers = requireNonNull(bootstrapServers, "bootstrapServers");
        this.topic = requireNonNull(topic, "topic");
        this.traffic = requireNonNull(traffic, "traffic");
        this.stamp = requireNonNull(stamp, "stamp");
    }

    /** Adds so many, at least 1, as fast as the broker takes them. */
    void add(long events) throws IOException {
        try (TrafficSender sender =
                new TrafficSender(
                        bootstrapServers, topic, SendSchedule.asFastAsPossible(), stamp)) {
            sender.send(new Limited<>(traffic, events), (record, due) -> {});
            sent += sender.sent();
        }
    }

    /** Notes that somebody else added so many. */
    void noteAdded(long events) {
        sent += events;
    }

    /** How many were ever added. */
    long sent() {
        return sent;
    }
}
