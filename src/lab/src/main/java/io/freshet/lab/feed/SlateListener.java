package io.freshet.lab.feed;

import io.freshet.core.domain.Slate;

/** Takes what a feed says, in the order of its partition. */
@FunctionalInterface
public interface SlateListener {

    /**
     * A slate came.
     *
     * @param arrivedAtMillis when the consumer had it, epoch milliseconds
     */
    void slate(Slate slate, long arrivedAtMillis);

    /**
     * A tombstone came: nothing is recommended under this key any more.
     *
     * @param key {@code surface|userId}
     */
    default void retraction(String key, long arrivedAtMillis) {}
}
