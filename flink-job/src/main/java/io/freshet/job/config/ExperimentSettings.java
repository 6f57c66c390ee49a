package io.freshet.job.config;

import java.io.Serializable;
import java.util.Set;

/**
 * What is counted of experiments, and how they are compared.
 *
 * @param clicks types of interactions that are clicks
 * @param conversions types of interactions that are conversions
 * @param plannedUsers after how many users of two variants their comparison is to be tightest
 * @param intervalMillis between reports of an experiment
 */
public record ExperimentSettings(
        Set<String> clicks, Set<String> conversions, double plannedUsers, long intervalMillis)
        implements Serializable {

    public ExperimentSettings {
        clicks = Set.copyOf(clicks);
        conversions = Set.copyOf(conversions);
    }
}
