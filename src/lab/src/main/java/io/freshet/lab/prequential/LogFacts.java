package io.freshet.lab.prequential;

import static java.util.Objects.requireNonNull;

/**
 * What is judged.
 *
 * @param k how much of a list counts
 * @param events of the whole log
 * @param firstJudged position of the first event that may be judged, from 0
 * @param judgedFromMillis its time; a model that is to be judged was trained on earlier events only
 * @param items distinct items of the whole log
 * @param judged events or baskets; those of users without a past are left out
 * @param repeats those of them with an item that the user had acted on before
 * @param newItems those of them with an item that is new to the user
 */
public record LogFacts(
        JudgedUnit unit,
        int k,
        long events,
        long firstJudged,
        long judgedFromMillis,
        int items,
        int judged,
        int repeats,
        int newItems) {

    public LogFacts {
        requireNonNull(unit, "unit");
    }
}
