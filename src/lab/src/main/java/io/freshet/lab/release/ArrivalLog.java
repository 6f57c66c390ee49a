package io.freshet.lab.release;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.Slate;
import io.freshet.core.subscription.Revisions;
import io.freshet.lab.feed.SlateListener;
import io.freshet.lab.time.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * When slates came and which model they name, as a subscriber sees it who ignores revisions at or
 * below the last one seen. Models are numbered in the order in which they are to serve.
 */
public final class ArrivalLog implements SlateListener {

    private final Revisions revisions = new Revisions();
    private final Map<ModelId, Integer> known = new HashMap<>();
    private final Map<String, Integer> lastOfUser = new HashMap<>();
    private final Map<Integer, Arrival> first = new HashMap<>();
    private final List<Arrival> arrivals = new ArrayList<>();
    private final TreeSet<String> strangers = new TreeSet<>();
    private long wentBack;
    private long newestIngested;

    /**
     * A slate that came.
     *
     * @param nanos when, {@link System#nanoTime()}
     * @param millis when, epoch milliseconds
     * @param sinceIngested milliseconds since the broker had its event
     */
    public record Arrival(long nanos, long millis, long sinceIngested) {}

    /** A model may serve from now on, after all before. */
    public synchronized void expect(ModelId model) {
        known.putIfAbsent(model, known.size());
    }

    @Override
    public synchronized void slate(Slate slate, long arrivedAtMillis) {
        if (!revisions.isNews(slate)) {
            return;
        }
        long ingested = slate.timestamps().ingested();
        Arrival arrival =
                new Arrival(System.nanoTime(), arrivedAtMillis, arrivedAtMillis - ingested);
        arrivals.add(arrival);
        newestIngested = Math.max(newestIngested, ingested);
        Integer model = known.get(slate.model());
        if (model == null) {
            strangers.add(slate.model().toString());
            return;
        }
        first.putIfAbsent(model, arrival);
        Integer before = lastOfUser.put(slate.key(), model);
        if (before != null && before > model) {
            wentBack++;
        }
    }

    /** Returns when the first slate of a model came. */
    public Arrival awaitFirst(ModelId model, Duration patience) throws IOException {
        Await.until(() -> find(model) != null, patience, "no slate names " + model);
        return requireNonNull(find(model), "arrival");
    }

    private synchronized @Nullable Arrival find(ModelId model) {
        return first.get(known.get(model));
    }

    /** When the broker had the newest event that has a slate, epoch milliseconds. */
    public synchronized long newestIngested() {
        return newestIngested;
    }

    /** All that came so far, in their order. */
    public synchronized List<Arrival> arrivals() {
        return List.copyOf(arrivals);
    }

    /** Models that slates name and that were not to serve. */
    public synchronized List<String> strangers() {
        return List.copyOf(strangers);
    }

    /** Users who have slates, by key. */
    public synchronized int users() {
        return lastOfUser.size();
    }

    /** How often a user's slate named a model before that of the user's slate before. */
    public synchronized long wentBack() {
        return wentBack;
    }
}
