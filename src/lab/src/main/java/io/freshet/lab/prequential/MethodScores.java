package io.freshet.lab.prequential;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * How one recommender did.
 *
 * @param name the feed, or a reference
 * @param all over everything judged; null where nothing was
 * @param repeats looking only for items that the user had acted on before
 * @param newItems looking only for the others
 * @param itemsShown distinct items of all lists together
 */
public record MethodScores(
        String name,
        @Nullable Score all,
        @Nullable Score repeats,
        @Nullable Score newItems,
        int itemsShown) {

    public MethodScores {
        requireNonNull(name, "name");
    }
}
