package io.freshet.lab.bench;

import io.freshet.core.domain.Interaction;
import io.freshet.lab.traffic.Population;
import io.freshet.lab.traffic.TrafficProfile;
import io.freshet.lab.traffic.TrafficRecord;
import io.freshet.lab.traffic.TrafficSimulator;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Simulated interactions with items that the model knows, without an end; the same for the same
 * bundle and users. Half of the users act at the same time. A bundle that was trained on other
 * items than the simulator's has its own in their place.
 */
final class BenchTraffic implements Iterator<TrafficRecord> {

    /** The world that the demo's bundle was trained on; see make-demo-bundle. */
    private static final int ITEMS = 500;

    private static final long WORLD = 1;
    private static final long SEED = 3;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Iterator<Interaction> interactions;
    private final List<String> vocabulary;
    private final Set<String> known;
    private final Set<String> users = new HashSet<>();

    BenchTraffic(List<String> vocabulary, int users) {
        Population population = new Population(users, ITEMS, 1, WORLD);
        double eventsPerSecond = Math.max(1, users / 10.0);
        this.interactions =
                new TrafficSimulator(TrafficProfile.calm(population, eventsPerSecond, SEED), START)
                        .interactions();
        this.vocabulary = List.copyOf(vocabulary);
        this.known = Set.copyOf(vocabulary);
    }

    @Override
    public boolean hasNext() {
        return true;
    }

    @Override
    public TrafficRecord next() {
        return TrafficRecord.of(nextInteraction());
    }

    Interaction nextInteraction() {
        Interaction made = interactions.next();
        users.add(made.userId());
        return new Interaction(
                made.eventId(),
                made.userId(),
                known(made.itemId()),
                made.type(),
                made.timestamp(),
                made.surface(),
                made.slateId(),
                made.value());
    }

    private String known(String itemId) {
        return known.contains(itemId)
                ? itemId
                : vocabulary.get(Math.floorMod(itemId.hashCode(), vocabulary.size()));
    }

    /** How many users have acted so far. */
    int users() {
        return users.size();
    }
}
