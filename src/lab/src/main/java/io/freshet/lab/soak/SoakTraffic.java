package io.freshet.lab.soak;

import io.freshet.lab.traffic.Disturbance;
import io.freshet.lab.traffic.EventStamp;
import io.freshet.lab.traffic.Population;
import io.freshet.lab.traffic.TrafficProfile;
import io.freshet.lab.traffic.TrafficRecord;
import io.freshet.lab.traffic.TrafficSimulator;
import java.time.Clock;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What users do in a soak, without an end; some of their records are malformed. */
public final class SoakTraffic implements Iterator<TrafficRecord> {

    private static final int ITEMS = 500;
    private static final double EVENTS_OF_USER_PER_SECOND = 0.05;

    private final TrafficSimulator records;
    private final EventStamp stamp = EventStamp.now(Clock.systemUTC());
    private final Set<String> users = ConcurrentHashMap.newKeySet();

    /**
     * @param users how many there are
     */
    public SoakTraffic(int users) {
        TrafficProfile calm =
                TrafficProfile.calm(
                        new Population(users, ITEMS, 1.0, 1), users * EVENTS_OF_USER_PER_SECOND, 1);
        records = new TrafficSimulator(calm.with(Disturbance.mild()), Clock.systemUTC().instant());
    }

    @Override
    public boolean hasNext() {
        return true;
    }

    @Override
    public TrafficRecord next() {
        TrafficRecord next = records.next();
        if (next instanceof TrafficRecord.Sound sound) {
            users.add(sound.userId());
        }
        return next;
    }

    /** What makes their events happen when they are sent. */
    public EventStamp stamp() {
        return stamp;
    }

    /** How many have acted so far. */
    int users() {
        return users.size();
    }
}
