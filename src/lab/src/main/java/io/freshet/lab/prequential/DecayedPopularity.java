package io.freshet.lab.prequential;

import java.time.Duration;
import java.util.Locale;

/** What everybody acts on now: one list for all users. */
final class DecayedPopularity implements Reference {

    private final String name;
    private final double halfLifeMillis;
    private final TopCounts counts;

    DecayedPopularity(Duration halfLife, int k) {
        this.name = "decayed popularity, " + spoken(halfLife);
        this.halfLifeMillis = halfLife.toMillis();
        this.counts = new TopCounts(k);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int[] list(UserPast past) {
        return counts.items();
    }

    @Override
    public void learn(UserPast past, int item, long span, long timestamp) {
        counts.count(item, timestamp / halfLifeMillis);
    }

    /** Such as {@code 6h}. */
    private static String spoken(Duration halfLife) {
        return halfLife.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }
}
