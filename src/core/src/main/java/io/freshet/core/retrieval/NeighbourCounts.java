package io.freshet.core.retrieval;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * How often an item was acted on and with which other items, all of it decayed. Bounded: when twice
 * the permitted number of neighbours is held, the weaker half is forgotten.
 */
public final class NeighbourCounts {

    /** So many half-lives after the landmark weights are brought back to their true size. */
    private static final double LANDMARK_REACH = 100;

    private final ForwardDecay decay;
    private final int capacity;
    private final Map<String, Double> weights = new HashMap<>();

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
        weights.merge(neighbour, weight * forward(timestamp), Double::sum);
        forgetWeakest();
    }

    /** Adds what was counted elsewhere. */
    public void add(ItemNeighbours other) {
        double factor = forward(other.asOf());
        popularity += other.popularity() * factor;
        for (int i = 0; i < other.size(); i++) {
            weights.merge(other.neighbours()[i], other.weights()[i] * factor, Double::sum);
        }
        forgetWeakest();
    }

    /** All that is held, as of the newest event, in no order: at most twice the capacity. */
    public ItemNeighbours held(String itemId) {
        double factor = decay.factor(landmark, newest);
        String[] neighbours = new String[weights.size()];
        double[] weight = new double[weights.size()];
        int i = 0;
        for (Map.Entry<String, Double> entry : weights.entrySet()) {
            neighbours[i] = entry.getKey();
            weight[i++] = entry.getValue() * factor;
        }
        return new ItemNeighbours(itemId, newest, popularity * factor, neighbours, weight);
    }

    /**
     * What counts most, as of the newest event: at most as many neighbours as the capacity, the
     * strongest first, of equals the one whose id comes first.
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
            weights.replaceAll((neighbour, weight) -> weight * factor);
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
