package io.freshet.lab.proof;

import io.freshet.core.domain.Interaction;
import io.freshet.lab.feed.ObservedSlates;
import io.freshet.lab.feed.RecommendationFeed;
import io.freshet.lab.oracle.CountsOracle;
import io.freshet.lab.oracle.CountsOracle.Look;
import io.freshet.lab.oracle.CountsVerdict;
import io.freshet.lab.time.Await;
import io.freshet.lab.time.Pause;
import io.freshet.lab.traffic.EventStamp;
import io.freshet.lab.traffic.SendSchedule;
import io.freshet.lab.traffic.TrafficRecord;
import io.freshet.lab.traffic.TrafficSender;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads what a job counted from slates of users who do one thing each; one of them acts on an item
 * that nobody knows. Where slates are made counts come a moment after a restart, so whoever gets
 * another slate than expected asks again for a while.
 */
final class CountsReading implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LONGEST_WAY = Duration.ofSeconds(30);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final String UNKNOWN = "an item that nobody knows";

    private final String bootstrapServers;
    private final String events;
    private final Clock clock = Clock.systemUTC();
    private final ObservedSlates observed = new ObservedSlates();
    private final RecommendationFeed feed;
    private int rounds;

    /**
     * Of a job that runs with {@link CountsOptions#whileShowing}.
     *
     * @param events its topic
     * @param slates its topic
     */
    CountsReading(String bootstrapServers, String events, String slates) throws IOException {
        this.bootstrapServers = bootstrapServers;
        this.events = events;
        this.feed = RecommendationFeed.open(bootstrapServers, slates, observed);
    }

    /** What the oracle says of the counts. */
    CountsVerdict verdict(CountsOracle oracle) throws IOException {
        Map<String, Look> looks = new TreeMap<>();
        Set<String> open = new TreeSet<>(oracle.items());
        open.add(UNKNOWN);
        long deadline = System.nanoTime() + LONGEST_WAY.toNanos();
        while (true) {
            for (Look look : look(open)) {
                looks.put(look.item(), look);
                if (oracle.judge(List.of(look)).wrong() == 0) {
                    open.remove(look.item());
                }
            }
            if (open.isEmpty() || System.nanoTime() > deadline) {
                return oracle.judge(looks.values());
            }
            Pause.of(BETWEEN_LOOKS);
        }
    }

    /** How often was asked. */
    int rounds() {
        return rounds;
    }

    private List<Look> look(Set<String> items) throws IOException {
        rounds++;
        List<Interaction> asks = items.stream().map(this::ask).toList();
        try (TrafficSender sender =
                new TrafficSender(
                        bootstrapServers,
                        events,
                        SendSchedule.asFastAsPossible(),
                        EventStamp.original())) {
            sender.send(TrafficRecord.allOf(asks.iterator()), (record, due) -> {});
        }
        Await.until(
                () -> {
                    feed.check();
                    return asks.stream().allMatch(ask -> observed.lastRevision(ask.userId()) > 0);
                },
                PATIENCE,
                "slates that show counts are missing");
        List<Look> looks = new ArrayList<>();
        for (Interaction ask : asks) {
            looks.add(
                    new Look(
                            ask.itemId(),
                            ask.timestamp(),
                            observed.slates(ask.userId(), ask.timestamp()).get(0).items()));
        }
        return looks;
    }

    /** By a user of its own. */
    private Interaction ask(String item) {
        String name = "look-" + rounds + '-' + item;
        return Interaction.of(name, name, item, "view", clock.millis());
    }

    @Override
    public void close() throws IOException {
        feed.close();
    }
}
