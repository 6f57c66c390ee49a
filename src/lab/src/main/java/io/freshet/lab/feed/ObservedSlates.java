package io.freshet.lab.feed;

import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.Slate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that a feed said about each user: by revision the different slates that were seen under it,
 * and which one stands last in the topic. Grows with the number of slates.
 */
public final class ObservedSlates implements SlateListener {

    private final Map<String, TreeMap<Long, List<ObservedSlate>>> byUser = new HashMap<>();
    private final Map<String, Long> standing = new HashMap<>();
    private long slates;
    private long repeated;
    private long steppedBack;
    private long retractions;

    /** A slate, less its reasons and times. */
    public record ObservedSlate(
            String slateId,
            String surface,
            ModelId model,
            String causeEventId,
            List<ObservedItem> items) {}

    /** A slot, less its reasons. */
    public record ObservedItem(String itemId, float score, String source) {}

    @Override
    public synchronized void slate(Slate slate, long arrivedAtMillis) {
        List<ObservedSlate> before =
                byUser.computeIfAbsent(slate.userId(), user -> new TreeMap<>())
                        .computeIfAbsent(slate.revision(), revision -> new ArrayList<>(1));
        slates++;
        repeated += before.isEmpty() ? 0 : 1;
        Long stood = standing.put(slate.userId(), slate.revision());
        steppedBack += stood != null && stood > slate.revision() ? 1 : 0;
        ObservedSlate observed = observed(slate);
        if (!before.contains(observed)) {
            before.add(observed);
        }
    }

    @Override
    public synchronized void retraction(String key, long arrivedAtMillis) {
        retractions++;
    }

    private static ObservedSlate observed(Slate slate) {
        // The same few texts come again and again.
        List<ObservedItem> items =
                slate.items().stream()
                        .map(
                                item ->
                                        new ObservedItem(
                                                item.itemId().intern(),
                                                item.score(),
                                                item.source().intern()))
                        .toList();
        return new ObservedSlate(
                slate.slateId(),
                slate.surface().intern(),
                slate.model(),
                slate.causeEventId(),
                items);
    }

    /** How many slates were read. */
    public synchronized long slates() {
        return slates;
    }

    /** How many of them had a revision that the user had been given before. */
    public synchronized long repeated() {
        return repeated;
    }

    /** How many of them came behind one of a later revision. */
    public synchronized long steppedBack() {
        return steppedBack;
    }

    /** How many lists were taken back. */
    public synchronized long retractions() {
        return retractions;
    }

    /** The revision at which a subscriber stands; 0 if the user was never given a slate. */
    public synchronized long lastRevision(String userId) {
        TreeMap<Long, List<ObservedSlate>> revisions = byUser.get(userId);
        return revisions == null ? 0 : revisions.lastKey();
    }

    /** The revision that whoever reads the topic anew is left with; 0 if there is none. */
    public synchronized long standingRevision(String userId) {
        return standing.getOrDefault(userId, 0L);
    }

    /** The different slates of a user's revision; empty if it was skipped. */
    public synchronized List<ObservedSlate> slates(String userId, long revision) {
        TreeMap<Long, List<ObservedSlate>> revisions = byUser.get(userId);
        return revisions == null ? List.of() : revisions.getOrDefault(revision, List.of());
    }

    /** The revisions of which a user was given slates, lowest first. */
    public synchronized List<Long> revisions(String userId) {
        TreeMap<Long, List<ObservedSlate>> revisions = byUser.get(userId);
        return revisions == null ? List.of() : List.copyOf(revisions.keySet());
    }

    /** All different slates of a user. */
    public synchronized List<ObservedSlate> slates(String userId) {
        TreeMap<Long, List<ObservedSlate>> revisions = byUser.get(userId);
        return revisions == null
                ? List.of()
                : revisions.values().stream().flatMap(List::stream).toList();
    }

    /** How many different revisions were seen over all users. */
    public synchronized long revisions() {
        return byUser.values().stream().mapToLong(TreeMap::size).sum();
    }
}
