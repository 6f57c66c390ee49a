package io.freshet.console.live;

import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.ModelRelease;
import io.freshet.core.domain.ModelStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of releases: of each slot the newest status and the latest ones before it. For any
 * number of threads.
 */
public final class ReleaseBook {

    static final int MOST_SLOTS = 64;
    static final int MOST_STEPS = 20;
    private static final int LONGEST = 1_000;

    /** Least recently heard of first. */
    private final Map<String, Story> stories = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * A status.
     *
     * @param release the model that the release brings; null where the slot was given up
     * @param serving the model that fills slates of the slot; null if there is none
     * @param ready subtasks that have come so far
     * @param at when this became so, epoch milliseconds
     */
    public record Step(
            ModelStatus.State state,
            @Nullable ModelId release,
            @Nullable String reason,
            @Nullable ModelId serving,
            int ready,
            int subtasks,
            long at) {}

    /**
     * A slot.
     *
     * @param story its latest statuses, newest first
     */
    public record Slot(String slot, Step newest, List<Step> story) {

        public Slot {
            story = List.copyOf(story);
        }
    }

    private static final class Story {

        private final List<Step> steps = new ArrayList<>();
        private Step newest;

        Story(Step first) {
            newest = first;
        }

        /** Who reads the topic again comes by what is here already, and by what is gone. */
        void add(Step step) {
            newest = step;
            if (steps.contains(step)) {
                return;
            }
            steps.add(step);
            steps.sort(Comparator.comparingLong(Step::at));
            if (steps.size() > MOST_STEPS) {
                steps.remove(0);
            }
        }

        List<Step> newestFirst() {
            List<Step> all = new ArrayList<>(steps);
            Collections.reverse(all);
            return all;
        }
    }

    /** A status came. */
    public synchronized void add(ModelStatus status) {
        Step step = step(status);
        stories.computeIfAbsent(status.slot(), slot -> new Story(step)).add(step);
        if (stories.size() > MOST_SLOTS) {
            stories.remove(stories.keySet().iterator().next());
        }
    }

    /** Nothing is said of the slot any more. */
    public synchronized void remove(String slot) {
        stories.remove(slot);
    }

    /** All slots, by their names. */
    public synchronized List<Slot> slots() {
        List<Slot> all = new ArrayList<>();
        stories.forEach(
                (slot, story) -> all.add(new Slot(slot, story.newest, story.newestFirst())));
        all.sort(Comparator.comparing(Slot::slot));
        return List.copyOf(all);
    }

    private static Step step(ModelStatus status) {
        ModelRelease release = status.release();
        String reason = status.reason();
        return new Step(
                status.state(),
                release == null ? null : release.modelId(),
                reason == null || reason.length() <= LONGEST
                        ? reason
                        : reason.substring(0, LONGEST) + "…",
                status.serving(),
                status.ready(),
                status.subtasks(),
                status.at());
    }
}
