package io.freshet.lab.traffic;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Interaction;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.PriorityQueue;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * An endless run of the records that a broker gets from made-up users, in the order of their
 * arrival. The same profile and start give the same records, and the same interactions whatever the
 * disturbance. One thread takes them; {@link #catalogue} and {@link #tastes} are for any thread.
 */
public final class TrafficSimulator implements Iterator<TrafficRecord> {

    private static final Malformation[] MALFORMATIONS = Malformation.values();

    private final TrafficProfile profile;
    private final Instant start;
    private final SimulatedCatalogue catalogue;
    private final Tastes tastes;
    private final SimulatedUsers users;
    private final UniformRandomProvider random;
    private final ContinuousSampler delayMillis;
    private final PriorityQueue<Waiting> waiting =
            new PriorityQueue<>(
                    Comparator.comparing((Waiting each) -> each.record.due())
                            .thenComparingLong(each -> each.number));
    private Instant now;
    private long number;
    private int malformed;

    /**
     * Ready to make the first record.
     *
     * @param start time of the first interactions, of which launches, trends and bursts count on
     */
    public TrafficSimulator(TrafficProfile profile, Instant start) {
        this.profile = requireNonNull(profile, "profile");
        this.start = requireNonNull(start, "start");
        this.catalogue =
                new SimulatedCatalogue(
                        profile.population(), profile.launches(), profile.seed(), start);
        this.tastes = new Tastes(profile, start, catalogue);
        this.users = new SimulatedUsers(profile, start, catalogue, tastes);
        this.random = RandomSource.XO_RO_SHI_RO_128_PP.create(~profile.seed());
        this.delayMillis =
                ZigguratSampler.Exponential.of(
                        random, (double) profile.disturbance().meanDelay().toMillis());
        this.now = start;
    }

    /** What there is to act on. */
    public SimulatedCatalogue catalogue() {
        return catalogue;
    }

    /** How likely users act on what. */
    public Tastes tastes() {
        return tastes;
    }

    /**
     * The same interactions from the start, undisturbed: each once, in the order of time. What a
     * model is to be trained on.
     */
    public Iterator<Interaction> interactions() {
        return new SimulatedUsers(profile, start, catalogue, tastes);
    }

    /** Always: the traffic has no end. */
    @Override
    public boolean hasNext() {
        return true;
    }

    @Override
    public TrafficRecord next() {
        while (waiting.isEmpty() || waiting.element().record.due().isAfter(now)) {
            admit(users.next());
        }
        return waiting.remove().record;
    }

    private void admit(Interaction interaction) {
        Disturbance disturbance = profile.disturbance();
        now = Instant.ofEpochMilli(interaction.timestamp());
        boolean late = random.nextDouble() < disturbance.lateShare();
        Instant due = late ? delayed(now) : now;
        TrafficRecord.Arrival arrival =
                late ? TrafficRecord.Arrival.LATE : TrafficRecord.Arrival.PUNCTUAL;
        add(new TrafficRecord.Sound(interaction, due, arrival));
        if (random.nextDouble() < disturbance.duplicateShare()) {
            add(new TrafficRecord.Sound(interaction, delayed(due), TrafficRecord.Arrival.REPEATED));
        }
        if (random.nextDouble() < disturbance.malformedShare()) {
            Malformation kind = MALFORMATIONS[malformed++ % MALFORMATIONS.length];
            add(new TrafficRecord.Malformed(interaction.userId(), now, kind, kind.of(interaction)));
        }
    }

    private Instant delayed(Instant from) {
        return from.plusMillis(1 + (long) delayMillis.sample());
    }

    private void add(TrafficRecord record) {
        waiting.add(new Waiting(record, number++));
    }

    /** A record that has not arrived yet; the number decides among equal times. */
    private record Waiting(TrafficRecord record, long number) {}
}
