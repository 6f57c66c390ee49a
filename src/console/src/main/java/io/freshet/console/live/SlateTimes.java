package io.freshet.console.live;

import io.freshet.core.domain.SlateTimestamps;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** How long some slates took, as a whole and stage by stage, by their own timestamps. */
final class SlateTimes {

    private static final long LONGEST_MILLIS = 3_600_000;
    private static final int DIGITS = 2;

    private final Histogram whole = histogram();
    private final Histogram toBroker = histogram();
    private final Histogram toScore = histogram();
    private final Histogram toEmit = histogram();

    /**
     * A stage of the way.
     *
     * @param p50 median in milliseconds; null where there was no slate
     */
    record Stage(String name, @Nullable Double p50) {}

    void add(SlateTimestamps times) {
        record(whole, times.emitted() - times.ingested());
        record(toBroker, times.ingested() - times.event());
        record(toScore, times.scored() - times.ingested());
        record(toEmit, times.emitted() - times.scored());
    }

    void add(SlateTimes other) {
        whole.add(other.whole);
        toBroker.add(other.toBroker);
        toScore.add(other.toScore);
        toEmit.add(other.toEmit);
    }

    Histogram whole() {
        return whole;
    }

    List<Stage> stages() {
        List<Stage> stages = new ArrayList<>();
        stages.add(new Stage("event to broker", Freshness.percentile(toBroker, 50)));
        stages.add(new Stage("window and scoring", Freshness.percentile(toScore, 50)));
        stages.add(new Stage("blend and emit", Freshness.percentile(toEmit, 50)));
        return stages;
    }

    /** Clocks of two machines may differ: less than nothing is nothing. */
    private static void record(Histogram histogram, long millis) {
        histogram.recordValue(Math.min(LONGEST_MILLIS, Math.max(0, millis)));
    }

    /** Grows with what it gets. */
    private static Histogram histogram() {
        return new Histogram(DIGITS);
    }
}
