package io.freshet.lab.prequential;

/**
 * How good lists were on the average.
 *
 * @param judged how many events or baskets the averages are over
 * @param hitRate share of them of which the list held at least one item
 * @param grade mean reciprocal rank of events, mean recall of baskets
 */
public record Score(int judged, double hitRate, double grade) {

    /** One of the two figures. */
    public enum Part {
        HIT_RATE,
        GRADE
    }

    double part(Part part) {
        return part == Part.HIT_RATE ? hitRate : grade;
    }
}
