package io.freshet.lab.live;

import io.freshet.core.domain.Interaction;
import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateItem;
import io.freshet.core.retrieval.DecayedCount;
import io.freshet.core.retrieval.ItemShare;
import io.freshet.core.retrieval.PopularityCounter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Holds each event, as it happens, against the slate that its user has at that moment, beside a
 * list of what is popular at that moment. Remembers the newest slates and events of the users that
 * were active last.
 */
public final class LiveJudge {

    private static final int USERS_REMEMBERED = 50_000;
    private static final int EVENTS_REMEMBERED = 50;
    private static final int POPULAR_ITEMS = 1_000;
    private static final long HALF_LIFE_MILLIS = Duration.ofHours(6).toMillis();
    private static final long POPULAR_EVERY_MILLIS = 1_000;
    private static final long WINDOW_SECONDS = 30;

    private final Map<String, Slate> slates = new Remembered<>();
    private final Map<String, Deque<String>> lately = new Remembered<>();
    private final Map<String, DecayedCount> counts = new HashMap<>();
    private DecayedCount all = DecayedCount.NONE;
    private final TreeMap<Long, HitCounts> bySecond = new TreeMap<>();
    private List<String> popular = List.of();
    private long popularAsOf = Long.MIN_VALUE;
    private HitCounts total = HitCounts.NONE;

    /** A user's new slate is here. */
    public synchronized void read(Slate slate) {
        slates.put(slate.userId(), slate);
    }

    /** An event happens: it is judged first and learned from then. */
    public synchronized void happened(Interaction event, long nowMillis) {
        Slate standing = slates.get(event.userId());
        if (standing != null && !standing.items().isEmpty()) {
            HitCounts judged = judge(event, standing);
            total = total.plus(judged);
            bySecond.merge(nowMillis / 1_000, judged, HitCounts::plus);
            bySecond.headMap(nowMillis / 1_000 - WINDOW_SECONDS).clear();
        }
        learn(event, nowMillis);
    }

    private HitCounts judge(Interaction event, Slate standing) {
        Deque<String> own = lately.get(event.userId());
        int size = standing.items().size();
        return HitCounts.of(
                own == null || !own.contains(event.itemId()),
                standing.items().stream().map(SlateItem::itemId).anyMatch(event.itemId()::equals),
                popular.stream().limit(size).anyMatch(event.itemId()::equals));
    }

    private void learn(Interaction event, long nowMillis) {
        Deque<String> own = lately.computeIfAbsent(event.userId(), absent -> new ArrayDeque<>());
        own.addLast(event.itemId());
        if (own.size() > EVENTS_REMEMBERED) {
            own.removeFirst();
        }
        all = all.plus(1, nowMillis, HALF_LIFE_MILLIS);
        counts.merge(
                event.itemId(),
                DecayedCount.NONE.plus(1, nowMillis, HALF_LIFE_MILLIS),
                (before, first) -> before.plus(1, nowMillis, HALF_LIFE_MILLIS));
        if (nowMillis - POPULAR_EVERY_MILLIS >= popularAsOf) {
            popularAsOf = nowMillis;
            PopularityCounter counter = new PopularityCounter(POPULAR_ITEMS, HALF_LIFE_MILLIS);
            counts.forEach(counter::update);
            popular = counter.shares(all, nowMillis).stream().map(ItemShare::itemId).toList();
            counts.keySet().retainAll(counter.counts().keySet());
        }
    }

    /** Of the last half minute. */
    public synchronized HitCounts recent() {
        return bySecond.values().stream().reduce(HitCounts.NONE, HitCounts::plus);
    }

    /** Since the beginning. */
    public synchronized HitCounts total() {
        return total;
    }

    /**
     * The newest slates of the users who have had the most events, of those remembered.
     *
     * @param known users to stay with as long as they are remembered
     */
    public synchronized List<Slate> slatesOf(Set<String> known, int count) {
        List<Slate> chosen = new ArrayList<>();
        for (String user : known) {
            Slate slate = slates.get(user);
            if (slate != null) {
                chosen.add(slate);
            }
        }
        Set<String> taken = chosen.stream().map(Slate::userId).collect(Collectors.toSet());
        slates.values().stream()
                .filter(slate -> !taken.contains(slate.userId()) && !slate.items().isEmpty())
                .sorted((a, b) -> Integer.compare(eventsOf(b), eventsOf(a)))
                .limit(Math.max(0, count - chosen.size()))
                .forEach(chosen::add);
        return chosen.subList(0, Math.min(count, chosen.size()));
    }

    private int eventsOf(Slate slate) {
        Deque<String> own = lately.get(slate.userId());
        return own == null ? 0 : own.size();
    }

    /** What the user did last, newest first. */
    public synchronized List<String> latestItemsOf(String userId, int count) {
        Deque<String> own = lately.get(userId);
        List<String> latest = new ArrayList<>();
        if (own != null) {
            own.descendingIterator().forEachRemaining(latest::add);
        }
        return latest.stream().distinct().limit(count).toList();
    }

    /** What belongs to users, the longest untouched forgotten first. */
    private static final class Remembered<V> extends LinkedHashMap<String, V> {

        private static final long serialVersionUID = 1L;

        Remembered() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
            return size() > USERS_REMEMBERED;
        }
    }
}
