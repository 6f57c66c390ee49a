package io.freshet.lab.traffic;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Something that users of the simulator act on.
 *
 * @param itemId such as {@code item-00017}
 * @param title for people, unique in its genre
 * @param price of a purchase
 * @param available from when on it exists; the start of the traffic unless it is launched later
 */
public record SimulatedItem(
        String itemId, String title, String genre, double price, Instant available) {

    public SimulatedItem {
        requireNonNull(itemId, "itemId");
        requireNonNull(title, "title");
        requireNonNull(genre, "genre");
        requireNonNull(available, "available");
    }
}
