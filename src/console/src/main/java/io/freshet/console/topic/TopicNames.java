package io.freshet.console.topic;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** The topics that the console reads; to {@code events} it also writes, if it may. */
public record TopicNames(
        String events,
        String recommendations,
        String deadLetters,
        String catalog,
        String experiments,
        String experimentStatus,
        String experimentMetrics,
        String modelStatus) {

    public TopicNames {
        requireNonNull(events, "events");
        requireNonNull(recommendations, "recommendations");
        requireNonNull(deadLetters, "deadLetters");
        requireNonNull(catalog, "catalog");
        requireNonNull(experiments, "experiments");
        requireNonNull(experimentStatus, "experimentStatus");
        requireNonNull(experimentMetrics, "experimentMetrics");
        requireNonNull(modelStatus, "modelStatus");
    }

    /** All of them. */
    public List<String> all() {
        return List.of(
                events,
                recommendations,
                deadLetters,
                catalog,
                experiments,
                experimentStatus,
                experimentMetrics,
                modelStatus);
    }

    /** Whether it says how things stand, so that also what was written before counts. */
    boolean isReadWhole(String topic) {
        return !topic.equals(events)
                && !topic.equals(recommendations)
                && !topic.equals(deadLetters);
    }
}
