package io.freshet.console.live;

import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateItem;
import java.util.HashMap;
import java.util.Map;

/** What the slates of a second were like; of very many, a sample. */
final class SlatesOfASecond {

    /** More are counted but not looked into: reading one costs some ten microseconds. */
    private static final int SAMPLE = 500;

    private final SlateTimes times = new SlateTimes();
    private final Map<String, Long> slots = new HashMap<>();
    private final Map<ModelId, ModelCount> models = new HashMap<>();
    private long slates;
    private long read;

    /** How many slates a model made, and when the last one was emitted. */
    record ModelCount(long slates, long last) {

        ModelCount plus(ModelCount other) {
            return new ModelCount(slates + other.slates, Math.max(last, other.last));
        }
    }

    /** One came; whether it is to be looked into. */
    boolean count() {
        slates++;
        return read < SAMPLE;
    }

    void read(Slate slate) {
        read++;
        times.add(slate.timestamps());
        for (SlateItem item : slate.items()) {
            slots.merge(item.source(), 1L, Long::sum);
        }
        models.merge(
                slate.model(), new ModelCount(1, slate.timestamps().emitted()), ModelCount::plus);
    }

    void add(SlatesOfASecond other) {
        slates += other.slates;
        read += other.read;
        times.add(other.times);
        other.slots.forEach((source, count) -> slots.merge(source, count, Long::sum));
        other.models.forEach((model, count) -> models.merge(model, count, ModelCount::plus));
    }

    long slates() {
        return slates;
    }

    long read() {
        return read;
    }

    SlateTimes times() {
        return times;
    }

    Map<String, Long> slots() {
        return slots;
    }

    Map<ModelId, ModelCount> models() {
        return models;
    }
}
