package io.freshet.core.experiment.statistic;

/** A coordinate of a user's vector: the constant 1, so that users are counted, and the totals. */
public enum Total {
    USERS(0),
    EXPOSURES(1),
    CLICKS(2),
    CONVERSIONS(3),
    VALUE(4),
    BEFORE(5);

    static final int COUNT = 6;

    private final int position;

    Total(int position) {
        this.position = position;
    }

    /** In the vector; a part of the array form of {@link Moments}, so it never changes. */
    int position() {
        return position;
    }
}
