package io.freshet.lab.prequential;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Interaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Walks along a log in its order and finds what is to be judged: each event, or basket, of a user
 * with a past. The references give their lists before its first event and learn afterwards. It
 * remembers every user's distinct items and what is judged.
 */
final class LogWalk {

    private final PrequentialSettings settings;
    private final ItemNumbers items;
    private final long firstJudged;
    private final List<Reference> references;
    private final List<Marks> marks;
    private final List<Judged> judged = new ArrayList<>();
    private final Map<String, UserPast> users = new HashMap<>();
    private final Map<String, Pending> open = new LinkedHashMap<>();
    private long position;
    private long span = Long.MIN_VALUE;
    private long lastTimestamp = Long.MIN_VALUE;
    private long judgedFrom = Long.MAX_VALUE;

    /**
     * @param events how many will come
     */
    LogWalk(PrequentialSettings settings, long events, ItemNumbers items) {
        this.settings = requireNonNull(settings, "settings");
        this.items = requireNonNull(items, "items");
        this.firstJudged = settings.firstJudged(events);
        this.references = references(settings);
        this.marks = references.stream().map(reference -> new Marks(settings, 0)).toList();
    }

    private static List<Reference> references(PrequentialSettings settings) {
        int k = settings.k();
        NextItemCounts next = new NextItemCounts(k);
        List<Reference> all = new ArrayList<>();
        all.add(new DecayedPopularity(settings.popularityHalfLife(), k));
        all.add(new OwnLastItems(k));
        if (settings.unit() == JudgedUnit.DAY) {
            all.add(new OwnFrequency(k));
        }
        all.add(next);
        all.add(new NextItemCountsWithSameItem(next));
        all.add(new OwnLastThenNext(next, k));
        return all;
    }

    void take(Interaction event) {
        checkOrder(event);
        long eventSpan = settings.unit().spanOf(position, event.timestamp());
        if (eventSpan != span) {
            close();
            span = eventSpan;
        }
        if (position == firstJudged) {
            judgedFrom = event.timestamp();
        }
        UserPast past = users.computeIfAbsent(event.userId(), user -> new UserPast(settings.k()));
        int item = items.of(event.itemId());
        if (!past.isEmpty() && !past.goesOnWith(span) && position >= firstJudged) {
            open.put(event.userId(), new Pending(past.lastEventId(), listsFor(past)));
        }
        Pending pending = open.get(event.userId());
        if (pending != null) {
            pending.items.putIfAbsent(item, past.knows(item));
        }
        for (Reference reference : references) {
            reference.learn(past, item, span, event.timestamp());
        }
        past.add(event.eventId(), item, span);
        position++;
    }

    /** What was found, when nothing more comes. */
    Judgements finish() {
        close();
        Map<String, Marks> marksByName = new LinkedHashMap<>();
        for (int i = 0; i < references.size(); i++) {
            marksByName.put(references.get(i).name(), marks.get(i));
        }
        return new Judgements(judged, judgedFrom, marksByName);
    }

    private List<int[]> listsFor(UserPast past) {
        return references.stream().map(reference -> reference.list(past)).toList();
    }

    private void close() {
        for (Pending pending : open.values()) {
            Judged came = pending.judged();
            for (int i = 0; i < references.size(); i++) {
                marks.get(i).mark(judged.size(), came, pending.lists.get(i));
            }
            judged.add(came);
        }
        open.clear();
    }

    private void checkOrder(Interaction event) {
        if (event.timestamp() < lastTimestamp) {
            throw new IllegalArgumentException(
                    "event "
                            + event.eventId()
                            + " at position "
                            + position
                            + " is of "
                            + event.timestamp()
                            + ", after one of "
                            + lastTimestamp
                            + "; expected the order of time, as lab import writes it");
        }
        lastTimestamp = event.timestamp();
    }

    /** A judgement of which perhaps not all items have come. */
    private static final class Pending {

        private final String causeEventId;
        private final List<int[]> lists;

        /** Items that came, and whether the user had known each. */
        private final Map<Integer, Boolean> items = new LinkedHashMap<>();

        private Pending(String causeEventId, List<int[]> lists) {
            this.causeEventId = causeEventId;
            this.lists = lists;
        }

        private Judged judged() {
            return new Judged(
                    causeEventId,
                    items.keySet().stream().mapToInt(Integer::intValue).toArray(),
                    items.entrySet().stream()
                            .filter(Map.Entry::getValue)
                            .mapToInt(Map.Entry::getKey)
                            .toArray());
        }
    }
}
