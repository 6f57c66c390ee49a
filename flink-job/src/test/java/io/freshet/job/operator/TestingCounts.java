package io.freshet.job.operator;

import io.freshet.core.retrieval.BasketGap;
import io.freshet.core.retrieval.CoVisitationCounting;
import io.freshet.core.retrieval.DecayedCount;
import io.freshet.core.retrieval.ItemNeighbours;
import io.freshet.job.config.CountSettings;
import io.freshet.job.config.FreshSettings;
import io.freshet.job.config.PairSettings;
import io.freshet.job.config.PopularSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** How the tests count. */
final class TestingCounts {

    static final long START = 1_767_225_600_000L;

    /** In which a count of what is popular halves. */
    static final long HALF_LIFE = 60_000;

    static final long INTERVAL = 1_000;

    /** For so long an item is fresh. */
    static final long FRESH = 30_000;

    /** Pairs reach two steps, do not age, and an item keeps three neighbours. */
    static final PairSettings PAIRS =
            new PairSettings(
                    true,
                    new CoVisitationCounting(
                            2, 0, 0.5, BasketGap.NONE, 100_000, CoVisitationCounting.NO_AGEING, 3),
                    Duration.ofDays(36_500),
                    10_000);

    /** Lists of two items; a purchase counts five times. */
    static final CountSettings SETTINGS =
            new CountSettings(
                    INTERVAL,
                    new PopularSettings(2, HALF_LIFE, Map.of("purchase", 5.0)),
                    new FreshSettings(2, FRESH, Duration.ofDays(36_500)),
                    PAIRS);

    private TestingCounts() {}

    static ItemTally tally(String item, double added) {
        return tally(item, added, 0);
    }

    static ItemTally tally(String item, double added, int second, String... neighbours) {
        long timestamp = START + second * 1_000L;
        double[] weights = new double[neighbours.length];
        Arrays.fill(weights, 1);
        return new ItemTally(
                item,
                new DecayedCount(added, timestamp),
                added == 0 ? ItemTally.NEVER : timestamp,
                new ItemNeighbours(item, timestamp, added, neighbours, weights));
    }

    static String shown(ItemNeighbours found) {
        Map<String, Double> weights = new TreeMap<>();
        for (int i = 0; i < found.size(); i++) {
            weights.put(found.neighbours()[i], found.weights()[i]);
        }
        return found.popularity() + " " + weights;
    }

    static ItemCount report(String item, double count) {
        return report(item, count, count);
    }

    static ItemCount report(String item, double count, double added) {
        return report(item, count, added, START - FRESH - 1);
    }

    static ItemCount fresh(String item, double count) {
        return report(item, count, count, START);
    }

    static ItemCount report(String item, double count, double added, long firstSeen) {
        return new ItemCount(
                item, new DecayedCount(count, START), new DecayedCount(added, START), firstSeen);
    }
}
