package io.freshet.job.config;

import java.io.Serializable;
import java.util.Map;

/**
 * What counts as popular now.
 *
 * @param size items of a list
 * @param halfLifeMillis event time in which a count halves
 * @param weights what an interaction counts, by event type; of other types 1
 */
public record PopularSettings(int size, long halfLifeMillis, Map<String, Double> weights)
        implements Serializable {

    public PopularSettings {
        weights = Map.copyOf(weights);
    }

    /** What an interaction of a type counts. */
    public double weight(String type) {
        return weights.getOrDefault(type, 1.0);
    }
}
