package io.freshet.core.experiment;

import io.freshet.core.domain.ModelRelease;
import io.freshet.core.domain.SeenPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a variant makes different. What it does not name stays as the job is configured.
 *
 * @param modelSlot the slot whose model scores, or {@link #NO_MODEL}
 * @param k most slots of a slate, at least 1
 * @param seen whether items of the behaviour window may stand in it
 * @param quotas most items that a candidate generator brings, by its source; 0: it is off; null
 *     stands for none
 */
public record Changes(
        @Nullable String modelSlot,
        @Nullable Integer k,
        @Nullable SeenPolicy seen,
        Map<String, Integer> quotas) {

    /** The slot of no model: counts alone make the slate. */
    public static final String NO_MODEL = ModelRelease.NO_MODEL;

    /** Nothing is different. */
    public static final Changes NONE = new Changes(null, null, null, Map.of());

    public Changes {
        if (modelSlot != null) {
            Names.require(modelSlot, "changes.modelSlot");
        }
        if (k != null && k < 1) {
            throw new ExperimentException("changes.k is " + k + ", expected at least 1");
        }
        quotas = quotas == null ? Map.of() : checked(quotas);
    }

    private static Map<String, Integer> checked(Map<String, Integer> quotas) {
        quotas.forEach(
                (source, most) -> {
                    Names.require(source, "a source in changes.quotas");
                    if (most == null || most < 0) {
                        throw new ExperimentException(
                                "changes.quotas."
                                        + source
                                        + " is "
                                        + most
                                        + ", expected 0 or more");
                    }
                });
        return Map.copyOf(quotas);
    }

    /** Both together; where both name the same, this holds. */
    Changes and(Changes other) {
        if (other.equals(NONE)) {
            return this;
        }
        if (equals(NONE)) {
            return other;
        }
        Map<String, Integer> all = new HashMap<>(other.quotas);
        all.putAll(quotas);
        return new Changes(
                modelSlot == null ? other.modelSlot : modelSlot,
                k == null ? other.k : k,
                seen == null ? other.seen : seen,
                all);
    }

    /** Names of what is different, as the record of the topic spells them, in a fixed order. */
    List<String> named() {
        List<String> named = new ArrayList<>();
        if (modelSlot != null) {
            named.add("modelSlot");
        }
        if (k != null) {
            named.add("k");
        }
        if (seen != null) {
            named.add("seen");
        }
        Set<String> sources = new TreeSet<>(quotas.keySet());
        sources.forEach(source -> named.add("quotas." + source));
        return named;
    }
}
