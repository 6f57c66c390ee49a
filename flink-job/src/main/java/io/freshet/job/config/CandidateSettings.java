package io.freshet.job.config;

import java.io.Serializable;
import java.util.Map;

/**
 * How many items each generator may bring for one slate; 0: it is off.
 *
 * @param more of generators on the class path, by source
 * @param isBlended whether counts have a say on items that the model knows
 */
public record CandidateSettings(
        int catalogue,
        int coVisitation,
        int repeat,
        int popular,
        int fresh,
        Map<String, Integer> more,
        boolean isBlended)
        implements Serializable {

    public CandidateSettings {
        more = Map.copyOf(more);
    }
}
