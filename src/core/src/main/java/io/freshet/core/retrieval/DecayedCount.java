package io.freshet.core.retrieval;

/**
 * A count that halves every half-life of event time.
 *
 * @param count the count as of {@code timestamp}
 * @param timestamp newest event counted, epoch milliseconds
 */
public record DecayedCount(double count, long timestamp) {

    /** Nothing counted yet. */
    public static final DecayedCount NONE = new DecayedCount(0, Long.MIN_VALUE);

    /** The count with one more event; a late event weighs what it would weigh by now. */
    public DecayedCount plus(double weight, long eventTimestamp, long halfLifeMillis) {
        if (weight == 0) {
            return this;
        }
        if (count == 0) {
            return new DecayedCount(weight, eventTimestamp);
        }
        if (eventTimestamp <= timestamp) {
            double late = new ForwardDecay(halfLifeMillis).factor(eventTimestamp, timestamp);
            return new DecayedCount(count + weight * late, timestamp);
        }
        return new DecayedCount(at(eventTimestamp, halfLifeMillis) + weight, eventTimestamp);
    }

    /** The count as of a moment; moments before the newest event give the count itself. */
    public double at(long moment, long halfLifeMillis) {
        if (count == 0 || moment <= timestamp) {
            return count;
        }
        return count * new ForwardDecay(halfLifeMillis).factor(timestamp, moment);
    }
}
