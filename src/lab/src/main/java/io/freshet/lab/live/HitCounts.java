package io.freshet.lab.live;

/**
 * How many events found their item in the slate that their user had.
 *
 * @param events that could be judged: their user had a slate
 * @param hits with the item in that slate
 * @param popularHits with the item in the list of what was popular, of the same length
 * @param newEvents whose item the user had not acted on lately
 * @param newHits those of them with the item in the slate
 * @param newPopularHits those of them with the item in the popular list
 */
public record HitCounts(
        long events,
        long hits,
        long popularHits,
        long newEvents,
        long newHits,
        long newPopularHits) {

    static final HitCounts NONE = new HitCounts(0, 0, 0, 0, 0, 0);

    HitCounts plus(HitCounts other) {
        return new HitCounts(
                events + other.events,
                hits + other.hits,
                popularHits + other.popularHits,
                newEvents + other.newEvents,
                newHits + other.newHits,
                newPopularHits + other.newPopularHits);
    }

    static HitCounts of(boolean isNew, boolean hit, boolean popularHit) {
        return new HitCounts(
                1,
                one(hit),
                one(popularHit),
                one(isNew),
                one(isNew && hit),
                one(isNew && popularHit));
    }

    private static long one(boolean is) {
        return is ? 1 : 0;
    }

    /** Share of the events that hit; 0 without events. */
    public double hitRate() {
        return share(hits, events);
    }

    public double popularHitRate() {
        return share(popularHits, events);
    }

    public double newHitRate() {
        return share(newHits, newEvents);
    }

    public double newPopularHitRate() {
        return share(newPopularHits, newEvents);
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
