package io.freshet.console.live;

import java.util.List;

/**
 * The slates of the last minute.
 *
 * @param slates how many came
 * @param read how many of them were looked into; everything else here is of those
 */
public record Minute(
        long slates,
        long read,
        Freshness freshness,
        List<SlateTimes.Stage> stages,
        List<SourceShare> sources,
        List<ModelShare> models) {

    public Minute {
        stages = List.copyOf(stages);
        sources = List.copyOf(sources);
        models = List.copyOf(models);
    }

    /** How many slots a candidate generator filled. */
    public record SourceShare(String source, long slots) {}

    /**
     * How many slates a model made.
     *
     * @param last when its last one was emitted, epoch milliseconds
     */
    public record ModelShare(String name, String version, long slates, long last) {}
}
