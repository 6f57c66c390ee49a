package io.freshet.lab.traffic;

/**
 * Who there is and what there is: the same seed gives the same items, the same tastes and the same
 * items that follow each other, whatever happens on a day.
 *
 * @param users at least 1
 * @param items at least 1, in up to 20 genres
 * @param popularityExponent of Zipf's law over the items of a genre; 0 makes all equal
 * @param seed of tastes and of what follows what
 */
public record Population(int users, int items, double popularityExponent, long seed) {

    public Population {
        Bounds.atLeastOne("users", users);
        Bounds.atLeastOne("items", items);
        Bounds.between("popularity exponent", popularityExponent, 0, 10);
    }
}
