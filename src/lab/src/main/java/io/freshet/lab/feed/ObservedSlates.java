package io.freshet.lab.feed;

import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateItem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that a feed said about each user: by revision the different lists that were seen under it.
 * Grows with the number of slates.
 */
public final class ObservedSlates implements SlateListener {

    private final Map<String, TreeMap<Long, List<List<ObservedItem>>>> byUser = new HashMap<>();
    private long slates;
    private long repeated;

    /** A slot, less its reasons. */
    public record ObservedItem(String itemId, float score, String source) {}

    @Override
    public synchronized void slate(Slate slate, long arrivedAtMillis) {
        List<List<ObservedItem>> lists =
                byUser.computeIfAbsent(slate.userId(), user -> new TreeMap<>())
                        .computeIfAbsent(slate.revision(), revision -> new ArrayList<>(1));
        slates++;
        repeated += lists.isEmpty() ? 0 : 1;
        List<ObservedItem> list = slate.items().stream().map(ObservedSlates::observed).toList();
        if (!lists.contains(list)) {
            lists.add(list);
        }
    }

    private static ObservedItem observed(SlateItem item) {
        // The same few texts come again and again.
        return new ObservedItem(item.itemId().intern(), item.score(), item.source().intern());
    }

    /** How many slates were read. */
    public synchronized long slates() {
        return slates;
    }

    /** How many of them had a revision that the user had been given before. */
    public synchronized long repeated() {
        return repeated;
    }

    /** The revision at which a subscriber stands; 0 if the user was never given a slate. */
    public synchronized long lastRevision(String userId) {
        TreeMap<Long, List<List<ObservedItem>>> revisions = byUser.get(userId);
        return revisions == null ? 0 : revisions.lastKey();
    }

    /** The different lists of a user's revision; empty if it was skipped. */
    public synchronized List<List<ObservedItem>> lists(String userId, long revision) {
        TreeMap<Long, List<List<ObservedItem>>> revisions = byUser.get(userId);
        return revisions == null ? List.of() : revisions.getOrDefault(revision, List.of());
    }

    /** How many different revisions were seen over all users. */
    public synchronized long revisions() {
        return byUser.values().stream().mapToLong(TreeMap::size).sum();
    }
}
