package io.freshet.console.live;

import static java.util.Comparator.comparingLong;

import io.freshet.console.live.Minute.ModelShare;
import io.freshet.console.live.Minute.SourceShare;
import io.freshet.core.domain.Slate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * How much came, second by second for ten minutes, and what the slates of the last minute were
 * like. For any number of threads.
 */
public final class Traffic {

    private static final int HISTORY_SECONDS = 600;
    private static final int MINUTE_SECONDS = 60;

    private final Deque<Second> history = new ArrayDeque<>();
    private final Deque<SlatesOfASecond> minute = new ArrayDeque<>();
    private SlatesOfASecond current = new SlatesOfASecond();
    private long events;

    /** An event came. */
    public synchronized void event() {
        events++;
    }

    /** A slate came; whether it is one to look into with {@link #read}. */
    public synchronized boolean slate() {
        return current.count();
    }

    /** What it was. */
    public synchronized void read(Slate slate) {
        current.read(slate);
    }

    /**
     * Ends a second and begins the next.
     *
     * @param now epoch milliseconds
     * @return the one that ended
     */
    public synchronized Second tick(long now) {
        Second second =
                new Second(
                        now,
                        events,
                        current.slates(),
                        Freshness.percentile(current.times().whole(), 50),
                        Freshness.percentile(current.times().whole(), 99));
        push(history, second, HISTORY_SECONDS);
        push(minute, current, MINUTE_SECONDS);
        current = new SlatesOfASecond();
        events = 0;
        return second;
    }

    /** The last ten minutes, older seconds first. */
    public synchronized List<Second> history() {
        return List.copyOf(history);
    }

    /** The last minute. */
    public synchronized Minute minute() {
        SlatesOfASecond sum = new SlatesOfASecond();
        minute.forEach(sum::add);
        List<SourceShare> sources =
                sum.slots().entrySet().stream()
                        .map(each -> new SourceShare(each.getKey(), each.getValue()))
                        .sorted(comparingLong(SourceShare::slots).reversed())
                        .toList();
        List<ModelShare> models =
                sum.models().entrySet().stream()
                        .map(
                                each ->
                                        new ModelShare(
                                                each.getKey().name(),
                                                each.getKey().version(),
                                                each.getValue().slates(),
                                                each.getValue().last()))
                        .sorted(comparingLong(ModelShare::slates).reversed())
                        .toList();
        return new Minute(
                sum.slates(),
                sum.read(),
                Freshness.of(sum.times().whole()),
                sum.times().stages(),
                sources,
                models);
    }

    private static <T> void push(Deque<T> deque, T last, int most) {
        deque.addLast(last);
        if (deque.size() > most) {
            deque.removeFirst();
        }
    }
}
