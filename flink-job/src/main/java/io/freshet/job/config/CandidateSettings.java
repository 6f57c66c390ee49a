package io.freshet.job.config;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

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

    /** Source of the items that the ranker brings. */
    public static final String CATALOGUE = "catalogue";

    private static final String CO_VISITATION = "covisitation";
    private static final String REPEAT = "repeat";
    private static final String POPULAR = "popular";
    private static final String FRESH = "fresh";

    /** Sources that are the job's own. */
    static final Set<String> BUILT_IN = Set.of(CATALOGUE, CO_VISITATION, REPEAT, POPULAR, FRESH);

    public CandidateSettings {
        more = Map.copyOf(more);
    }

    /** Whether pairs of items are counted; a job that does not cannot begin to while it runs. */
    public boolean needsPairs() {
        return coVisitation > 0;
    }

    /** The sources that have a quota, those that are off included. */
    public Set<String> sources() {
        Set<String> sources = new TreeSet<>(BUILT_IN);
        sources.addAll(more.keySet());
        return sources;
    }

    /** Those of them that nobody can turn on while the job runs. */
    public Set<String> uncounted() {
        return needsPairs() ? Set.of() : Set.of(CO_VISITATION);
    }

    /** The same with other quotas for some sources. */
    public CandidateSettings with(Map<String, Integer> quotas) {
        Map<String, Integer> others = new HashMap<>(more);
        others.replaceAll(quotas::getOrDefault);
        return new CandidateSettings(
                quotas.getOrDefault(CATALOGUE, catalogue),
                quotas.getOrDefault(CO_VISITATION, coVisitation),
                quotas.getOrDefault(REPEAT, repeat),
                quotas.getOrDefault(POPULAR, popular),
                quotas.getOrDefault(FRESH, fresh),
                others,
                isBlended);
    }
}
