package io.freshet.console.topic;

import org.jspecify.annotations.Nullable;

/**
 * Takes what comes, in the order of each partition, in the thread that reads. Where a method tells
 * something, it is whether the record could be read.
 */
public interface TailListener {

    /** A record of {@code events}; what is no interaction is a dead letter, or an exposure. */
    void event(@Nullable String key, byte @Nullable [] value);

    /** A record of {@code recommendations}; without a value a slate is taken back. */
    boolean slate(@Nullable String key, byte @Nullable [] value);

    /** A record of {@code dead-letters}. */
    void deadLetter(byte @Nullable [] value);

    /** A record of {@code catalog}; without a value the item is gone. */
    boolean item(@Nullable String key, byte @Nullable [] value);

    /** A record of {@code experiments}; without a value the experiment is gone. */
    boolean experiment(@Nullable String key, byte @Nullable [] value);

    /** A record of {@code experiment-status}. */
    boolean experimentStatus(@Nullable String key, byte @Nullable [] value);

    /** A record of {@code experiment-metrics}. */
    boolean experimentMetrics(@Nullable String key, byte @Nullable [] value);

    /** A record of {@code model-status}. */
    boolean modelStatus(@Nullable String key, byte @Nullable [] value);
}
