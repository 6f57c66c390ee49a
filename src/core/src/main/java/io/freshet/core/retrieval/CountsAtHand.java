package io.freshet.core.retrieval;

import java.util.Optional;

/** What the stream counted so far, as far as it has come to where slates are made. */
public interface CountsAtHand {

    /** The neighbours of an item, if they came and were not crowded out. */
    Optional<ItemNeighbours> neighboursOf(String itemId);

    /** What was offered to everybody as of a moment, epoch milliseconds. */
    ListedItems listedAsOf(long moment);
}
