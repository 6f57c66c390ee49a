package io.freshet.core.retrieval;

import it.unimi.dsi.fastutil.objects.Object2DoubleMap;
import it.unimi.dsi.fastutil.objects.Object2DoubleOpenHashMap;
import java.util.Set;

/**
 * How often an item was acted on and with which other items, all of it decayed. Bounded: when twice
 * the permitted number of neighbours is held, the weaker half is forgotten.
 */
public final class NeighbourCounts {

    /** So many half-lives after the landmark weights are brought back to their true size. */
    private static final double LANDMARK_REACH = 100;

    /** Most of these are tallies of a second. */
    private static final int EXPECTED_NEIGHBOURS = 4;

    private final ForwardDecay decay;
    private final int capacity;
    private final Object2DoubleOpenHashMap<String> weights =
            new Object2DoubleOpenHashMap<>(EXPECTED_NEIGHBOURS);

    /** Weights are as of this moment, whatever came since. */
    private long landmark = Long.MIN_VALUE;

    private long newest = Long.MIN_VALUE;
    private double popularity;

    /**
     * @param counting says how weights age and how many neighbours are kept
     */
    public NeighbourCounts(CoVisitationCounting counting) {
        this.decay = new ForwardDecay(counting.halfLifeMillis());
        this.capacity = counting.neighbours();
    }

    /** The item was acted on. */
    public void addInteraction(long timestamp) {
        popularity += forward(timestamp);
    }

    /** The item was acted on together with another one. */
    public void addPair(String neighbour, double weight, long timestamp) {
        weights.addTo(neighbour, weight * forward(timestamp));
        forgetWeakest();
    }

    /** Adds what was counted elsewhere. */
    public void add(ItemNeighbours other) {
        double factor = forward(other.asOf());
        popularity += other.popularity() * factor;
        for (int i = 0; i < other.size(); i++) {
            weights.addTo(other.neighbours()[i], other.weights()[i] * factor);
        }
        forgetWeakest();
    }

    /** All that is held, as of the newest event, in no order: at most twice the capacity. */
    public ItemNeighbours held(String itemId) {
        double factor = decay.factor(landmark, newest);
        String[] neighbours = new String[weights.size()];
        double[] weight = new double[weights.size()];
        int i = 0;
        for (Object2DoubleMap.Entry<String> entry : weights.object2DoubleEntrySet()) {
            neighbours[i] = entry.getKey();
            weight[i++] = entry.getDoubleValue() * factor;
        }
        return new ItemNeighbours(itemId, newest, popularity * factor, neighbours, weight);
    }

    /**
     * What counts most, as of the newest event: at most as many neighbours as the capacity, the
     * strongest first.
     */
    ItemNeighbours strongest(String itemId) {
        return held(itemId).strongest(capacity);
    }

    private double forward(long timestamp) {
        if (newest == Long.MIN_VALUE) {
            landmark = timestamp;
        }
        newest = Math.max(newest, timestamp);
        if ((double) newest - (double) landmark > LANDMARK_REACH * decay.halfLifeMillis()) {
            double factor = decay.factor(landmark, newest);
            popularity *= factor;
            weights.object2DoubleEntrySet()
                    .forEach(entry -> entry.setValue(entry.getDoubleValue() * factor));
            landmark = newest;
        }
        return decay.factor(timestamp, landmark);
    }

    private void forgetWeakest() {
        if (weights.size() > 2 * capacity) {
            weights.keySet().retainAll(Set.of(strongest("").neighbours()));
        }
    }
}
