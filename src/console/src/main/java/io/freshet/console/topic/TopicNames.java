package io.freshet.console.topic;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** The topics that the console reads; to {@code events} it also writes, if it may. */
public record TopicNames(
        String events, String recommendations, String deadLetters, String catalog) {

    public TopicNames {
        requireNonNull(events, "events");
        requireNonNull(recommendations, "recommendations");
        requireNonNull(deadLetters, "deadLetters");
        requireNonNull(catalog, "catalog");
    }

    /** All of them. */
    public List<String> all() {
        return List.of(events, recommendations, deadLetters, catalog);
    }
}
