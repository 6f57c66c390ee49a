package io.freshet.lab.traffic;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.RejectionInversionZipfSampler;
import org.apache.commons.rng.sampling.distribution.SharedStateDiscreteSampler;

/** Items in genres. Within a genre few are popular, and each item has one that tends to follow. */
final class SimulatedCatalogue {

    private static final int MAX_GENRES = 20;
    private static final int PRICES = 9_900;

    private final int items;
    private final int genres;
    private final List<SharedStateDiscreteSampler> popularity = new ArrayList<>();

    SimulatedCatalogue(int items, double exponent, UniformRandomProvider random) {
        this.items = items;
        this.genres = Math.min(MAX_GENRES, items);
        for (int genre = 0; genre < genres; genre++) {
            popularity.add(RejectionInversionZipfSampler.of(random, size(genre), exponent));
        }
    }

    int genres() {
        return genres;
    }

    int genreOf(int item) {
        return item % genres;
    }

    /** An item of the genre, by its popularity. */
    int draw(int genre) {
        int rank = popularity.get(genre).sample() - 1;
        return rank * genres + genre;
    }

    /** The item of the same genre that tends to follow. */
    int successor(int item) {
        int genre = genreOf(item);
        int rank = (item / genres + 1) % size(genre);
        return rank * genres + genre;
    }

    /** Between 1.00 and 99.99, the same each time. */
    double price(int item) {
        int cents = 100 + Math.floorMod(item * 7_919, PRICES);
        return cents / 100.0;
    }

    private int size(int genre) {
        return (items - genre + genres - 1) / genres;
    }
}
