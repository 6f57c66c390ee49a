package io.freshet.lab.prequential;

/** What is judged by one list: the list that stood before it. */
public enum JudgedUnit {
    /** Every event for itself, by the rank of its item. */
    EVENT("events", "MRR") {
        @Override
        long spanOf(long position, long timestamp) {
            return position;
        }

        @Override
        double grade(Match match) {
            return match.firstRank() == 0 ? 0 : 1.0 / match.firstRank();
        }
    },

    /**
     * All events of a user on one UTC day, by how many of their items the list holds. For
     * purchases, where the lines of an invoice would tell each other.
     */
    DAY("baskets", "recall") {
        @Override
        long spanOf(long position, long timestamp) {
            return Math.floorDiv(timestamp, DAY_MILLIS);
        }

        @Override
        double grade(Match match) {
            return (double) match.hits() / match.targets();
        }
    };

    private static final long DAY_MILLIS = 86_400_000;

    private final String plural;
    private final String measure;

    JudgedUnit(String plural, String measure) {
        this.plural = plural;
        this.measure = measure;
    }

    /** What a person calls several of them. */
    public String plural() {
        return plural;
    }

    /** The name of the grade that stands beside the hit rate. */
    public String measure() {
        return measure;
    }

    /** Events of one user with the same span are judged together. */
    abstract long spanOf(long position, long timestamp);

    /** From 0 to 1, how good a list was. */
    abstract double grade(Match match);
}
