package io.freshet.lab.oracle;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What was counted when every accepted interaction was counted once, and the slates it makes. */
final class ExpectedCounts {

    static final String NEIGHBOURS = "covisitation";
    static final String POPULAR = "popular";
    static final String FRESH = "fresh";

    private final Counting counting;
    private final Map<String, Sum> popularity = new TreeMap<>();
    private final Map<String, Sum> interactions = new HashMap<>();
    private final Map<String, Map<String, Sum>> pairs = new HashMap<>();
    private final Map<String, Long> firstSeen = new HashMap<>();
    private final Sum all;
    private long newest = Long.MIN_VALUE;

    ExpectedCounts(Counting counting) {
        this.counting = counting;
        this.all = new Sum(counting.popularHalfLife());
    }

    /**
     * A slot.
     *
     * @param source the generator that brings the item
     * @param score the logarithm of its share
     */
    record Slot(String source, double score) {

        @Override
        public String toString() {
            return source + ' ' + score;
        }
    }

    /** Numbers that lose half their worth in every half-life. */
    private static final class Sum {

        private final double halfLifeMillis;
        private double atStart;
        private long start = Long.MIN_VALUE;

        private Sum(Duration halfLife) {
            halfLifeMillis = halfLife.toMillis();
        }

        private void add(double worth, long time) {
            if (start == Long.MIN_VALUE) {
                start = time;
            }
            atStart += worth * Math.pow(2, (time - start) / halfLifeMillis);
        }

        private double at(long moment) {
            return start == Long.MIN_VALUE
                    ? 0
                    : atStart * Math.pow(2, (start - moment) / halfLifeMillis);
        }
    }

    /**
     * Counts an interaction.
     *
     * @param window of its user, right after it was accepted
     */
    void add(LoggedEvent event, ExpectedWindow window) {
        long time = event.time();
        newest = Math.max(newest, time);
        all.add(1, time);
        sum(popularity, event.item(), counting.popularHalfLife()).add(1, time);
        sum(interactions, event.item(), counting.pairHalfLife()).add(1, time);
        firstSeen.merge(event.item(), time, Math::min);
        List<LoggedEvent> events = window.events();
        int at = events.indexOf(event);
        for (int other = 0; other < events.size(); other++) {
            int distance = Math.abs(at - other);
            if (distance >= 1 && distance <= counting.reach()) {
                addPair(events.get(Math.min(at, other)), events.get(Math.max(at, other)), distance);
            }
        }
    }

    private void addPair(LoggedEvent earlier, LoggedEvent later, int distance) {
        double worth = 1.0 / distance;
        pair(earlier, later).add(worth, later.time());
        pair(later, earlier).add(worth * counting.backward(), later.time());
    }

    private Sum pair(LoggedEvent from, LoggedEvent to) {
        Map<String, Sum> neighbours = pairs.computeIfAbsent(from.item(), item -> new HashMap<>());
        return sum(neighbours, to.item(), counting.pairHalfLife());
    }

    private static Sum sum(Map<String, Sum> sums, String item, Duration halfLife) {
        return sums.computeIfAbsent(item, absent -> new Sum(halfLife));
    }

    /** Those that were acted on. */
    Set<String> items() {
        return Set.copyOf(popularity.keySet());
    }

    /** The slate, by item, of a user who did nothing but act on an item at a moment. */
    Map<String, Slot> slate(String item, long moment) {
        Map<String, Double> neighbours = neighbourShares(item, moment);
        Set<String> shown = new HashSet<>(popularity.keySet());
        shown.addAll(neighbours.keySet());
        Map<String, Slot> slots = new HashMap<>();
        for (String each : shown) {
            slots.put(each, slot(each, neighbours.getOrDefault(each, 0.0)));
        }
        return slots;
    }

    private Map<String, Double> neighbourShares(String item, long moment) {
        Sum acted = interactions.get(item);
        double divisor = (acted == null ? 0 : acted.at(moment)) + counting.shrink();
        Map<String, Double> scores = new HashMap<>();
        pairs.getOrDefault(item, Map.of())
                .forEach((to, worth) -> scores.put(to, worth.at(moment) / divisor));
        scores.merge(item, counting.ownItem(), Double::sum);
        double total = scores.values().stream().mapToDouble(Double::doubleValue).sum();
        scores.replaceAll((to, score) -> score / total);
        return scores;
    }

    private Slot slot(String item, double neighbourShare) {
        Sum count = popularity.get(item);
        double share = count == null ? 0 : count.at(newest) / all.at(newest);
        boolean isFresh =
                count != null && firstSeen.get(item) >= newest - counting.freshAge().toMillis();
        double popular = isFresh ? share : share * counting.popularWorth();
        if (neighbourShare >= popular) {
            return new Slot(NEIGHBOURS, Math.log(neighbourShare));
        }
        return new Slot(isFresh ? FRESH : POPULAR, Math.log(popular));
    }
}
