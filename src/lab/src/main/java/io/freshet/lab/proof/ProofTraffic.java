package io.freshet.lab.proof;

import io.freshet.lab.traffic.Disturbance;
import io.freshet.lab.traffic.EventStamp;
import io.freshet.lab.traffic.HotUser;
import io.freshet.lab.traffic.Population;
import io.freshet.lab.traffic.TrafficProfile;
import io.freshet.lab.traffic.TrafficRecord;
import io.freshet.lab.traffic.TrafficSimulator;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterators;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.utils.Utils;

/**
 * What users do while things break: late, repeated and malformed records among the sound ones, of
 * items that the demo's model knows. The same seed gives the same users, items and types.
 *
 * @param eventsPerSecond sound ones
 * @param disturbance what goes wrong on the way
 * @param shape what else is peculiar
 * @param skews how far the clocks of the users' devices are ahead, or behind
 * @param seed of all of it
 */
public record ProofTraffic(
        double eventsPerSecond,
        Disturbance disturbance,
        UnaryOperator<Stream<TrafficRecord>> shape,
        List<Duration> skews,
        long seed) {

    /** Those that the demo's model was trained on. */
    private static final Population POPULATION = new Population(2_000, 500, 1.0, 1);

    private static final Disturbance ROUGH =
            new Disturbance(0.05, 0.05, 0.02, Duration.ofSeconds(2));
    private static final List<Duration> RIGHT = List.of(Duration.ZERO);
    private static final double HOT_SHARE = 0.3;

    /** Of everybody who may do something, but for the user who does more than all others. */
    static List<String> userIds() {
        return POPULATION.userIds();
    }

    /** A twentieth late, a twentieth repeated, some malformed. */
    public static ProofTraffic rough(double eventsPerSecond, long seed) {
        return new ProofTraffic(eventsPerSecond, ROUGH, records -> records, RIGHT, seed);
    }

    /** As many malformed records as sound ones. */
    public ProofTraffic halfMalformed() {
        Disturbance half =
                new Disturbance(
                        disturbance.lateShare(),
                        disturbance.duplicateShare(),
                        1,
                        disturbance.meanDelay());
        return new ProofTraffic(eventsPerSecond, half, shape, skews, seed);
    }

    /** Every record comes twice. */
    public ProofTraffic twice() {
        return shaped(records -> records.flatMap(record -> Stream.of(record, record)));
    }

    /** One user does three in ten of everything. */
    public ProofTraffic withHotUser() {
        return shaped(records -> records.map(new HotUser(HOT_SHARE)));
    }

    /** No user's key falls into this partition. */
    public ProofTraffic sparing(int partition, int partitions) {
        return shaped(
                records ->
                        records.filter(
                                record -> partitionOf(record.userId(), partitions) != partition));
    }

    /** Each user has devices whose clocks are so far ahead, or behind. */
    public ProofTraffic withClocks(Duration... ahead) {
        return new ProofTraffic(eventsPerSecond, disturbance, shape, List.of(ahead), seed);
    }

    private ProofTraffic shaped(UnaryOperator<Stream<TrafficRecord>> added) {
        return new ProofTraffic(
                eventsPerSecond,
                disturbance,
                records -> added.apply(shape.apply(records)),
                skews,
                seed);
    }

    /** The records from now on, without end. */
    Iterator<TrafficRecord> records(Clock clock) {
        TrafficSimulator simulator =
                new TrafficSimulator(
                        TrafficProfile.calm(POPULATION, eventsPerSecond, seed).with(disturbance),
                        clock.instant());
        Stream<TrafficRecord> all =
                StreamSupport.stream(Spliterators.spliteratorUnknownSize(simulator, 0), false);
        return shape.apply(all).iterator();
    }

    /** What the users' clocks say. */
    EventStamp stamp(Clock clock) {
        return new UserClocks(clock, skews);
    }

    /** As Kafka's producer chooses it. */
    private static int partitionOf(String key, int partitions) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        return Utils.toPositive(Utils.murmur2(bytes)) % partitions;
    }
}
