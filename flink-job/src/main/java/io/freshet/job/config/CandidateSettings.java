package io.freshet.job.config;

import java.io.Serializable;
import java.util.Map;

/**
 * How many items each generator may bring for one slate; 0: it is off.
 *
 * @param more of generators on the class path, by source
 */
public record CandidateSettings(
        int catalogue, int coVisitation, int repeat, int popular, Map<String, Integer> more)
        implements Serializable {

    public CandidateSettings {
        more = Map.copyOf(more);
    }
}
