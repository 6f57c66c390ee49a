package io.freshet.console.topic;

import org.jspecify.annotations.Nullable;

/** Takes what comes, in the order of each partition, in the thread that reads. Never throws. */
public interface TailListener {

    /** A record of {@code events}; perhaps no interaction at all. */
    void event(@Nullable String key, byte @Nullable [] value);

    /** A record of {@code recommendations}; without a value a slate is taken back. */
    void slate(@Nullable String key, byte @Nullable [] value);

    /** A record of {@code dead-letters}. */
    void deadLetter(byte @Nullable [] value);

    /** A record of {@code catalog}; without a value the item is gone. */
    void item(@Nullable String key, byte @Nullable [] value);

    /** A record of {@code experiments}; without a value the experiment is gone. */
    void experiment(@Nullable String key, byte @Nullable [] value);

    /** A record of {@code experiment-status}. */
    void experimentStatus(@Nullable String key, byte @Nullable [] value);

    /** A record of {@code experiment-metrics}. */
    void experimentMetrics(@Nullable String key, byte @Nullable [] value);

    /** A record of {@code model-status}. */
    void modelStatus(@Nullable String key, byte @Nullable [] value);
}
