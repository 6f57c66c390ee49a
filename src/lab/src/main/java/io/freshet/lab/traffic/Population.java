package io.freshet.lab.traffic;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Who there is and what there is: the same seed gives the same items, the same tastes and the same
 * items that follow each other, whatever happens on a day.
 *
 * @param users at least 1
 * @param items at least 1, in up to 20 genres
 * @param popularityExponent of Zipf's law over the items of a genre; 0 makes all equal
 * @param seed of tastes and of what follows what
 * @param theme what the items are called
 */
public record Population(int users, int items, double popularityExponent, long seed, Theme theme) {

    /** Of a shop. */
    public Population(int users, int items, double popularityExponent, long seed) {
        this(users, items, popularityExponent, seed, Theme.SHOP);
    }

    public Population {
        Bounds.atLeastOne("users", users);
        Bounds.atLeastOne("items", items);
        Bounds.between("popularity exponent", popularityExponent, 0, 10);
        requireNonNull(theme, "theme");
    }

    /** The same, of another theme. */
    public Population with(Theme other) {
        return new Population(users, items, popularityExponent, seed, other);
    }

    /** The id of each user, in the order of their numbers. */
    public List<String> userIds() {
        return IntStream.range(0, users).mapToObj(Tastes::userId).toList();
    }
}
