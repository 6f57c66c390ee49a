package io.freshet.job.operator;

import static java.util.Map.Entry.comparingByValue;

import io.freshet.core.bundle.Blend;
import io.freshet.core.retrieval.CoVisitation;
import io.freshet.core.retrieval.Fresh;
import io.freshet.core.retrieval.LogLinearBlend.Term;
import io.freshet.core.retrieval.OwnItems;
import io.freshet.core.retrieval.Popular;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a bundle's blend is in a job: for each candidate generator its term of the score, and the
 * settings with which its count was fitted.
 */
final class LiveBlend {

    static final String CO_VISITATION = "co-visitation";
    static final String OWN_ITEMS = "own-items";
    static final String RECENT_POPULARITY = "recent-popularity";

    private static final Logger LOG = LoggerFactory.getLogger(LiveBlend.class);
    private static final String LOG_LINEAR = "log-linear";

    /** The generator that knows a kind of count. */
    private static final Map<String, String> SOURCES =
            Map.of(
                    CO_VISITATION, CoVisitation.SOURCE,
                    OWN_ITEMS, OwnItems.SOURCE,
                    RECENT_POPULARITY, Popular.SOURCE);

    /** Without weights a generator speaks for items that the model does not know, no more. */
    private static final Term FOR_UNKNOWN_ITEMS = new Term(0, 1, 1);

    private static final Map<String, Term> OF_MODEL_ALONE =
            Map.of(
                    CoVisitation.SOURCE, FOR_UNKNOWN_ITEMS,
                    Popular.SOURCE, FOR_UNKNOWN_ITEMS,
                    Fresh.SOURCE, FOR_UNKNOWN_ITEMS,
                    OwnItems.SOURCE, new Term(0, 1, 0));

    /** The model scores alone; counts bring what it does not know. */
    static final LiveBlend MODEL_ALONE = new LiveBlend(OF_MODEL_ALONE, Map.of());

    private final Map<String, Term> terms;
    private final Map<String, Map<String, Object>> settings;

    private LiveBlend(Map<String, Term> terms, Map<String, Map<String, Object>> settings) {
        this.terms = Map.copyOf(terms);
        this.settings = settings;
    }

    /** Of a bundle; the model's score stands alone where this job cannot compute the blend. */
    static LiveBlend of(Blend blend) {
        Optional<String> obstacle = obstacle(blend);
        if (obstacle.isPresent()) {
            LOG.warn("The bundle's blend is left out, the model scores alone: {}", obstacle.get());
            return MODEL_ALONE;
        }
        Map<String, Term> terms = new HashMap<>(OF_MODEL_ALONE);
        Map<String, Map<String, Object>> settings = new HashMap<>();
        // The lightest first: a count without weight must not take the place of one with weight.
        blend.weights().entrySet().stream()
                .sorted(comparingByValue())
                .forEach(
                        weight -> {
                            String name = weight.getKey();
                            String source = SOURCES.get(kind(blend, name));
                            if (source != null) {
                                settings.put(source, blend.counts().get(name));
                                terms.put(
                                        source,
                                        new Term(
                                                weight.getValue(),
                                                blend.epsilon().get(name),
                                                blend.ofUnknown(name)));
                            }
                        });
        LOG.info("The bundle's blend: {}", new TreeMap<>(terms));
        return new LiveBlend(terms, settings);
    }

    /** What a generator adds to the score. */
    Term term(String source) {
        return terms.getOrDefault(source, FOR_UNKNOWN_ITEMS);
    }

    /** With what settings the count of a generator was fitted; empty if the blend has none. */
    Optional<Map<String, Object>> settings(String source) {
        return Optional.ofNullable(settings.get(source));
    }

    private static Optional<String> obstacle(Blend blend) {
        if (!blend.form().equals(LOG_LINEAR)) {
            return Optional.of("its form is '" + blend.form() + "', expected " + LOG_LINEAR);
        }
        Set<String> kinds = new HashSet<>();
        for (Map.Entry<String, Double> weight : blend.weights().entrySet()) {
            String kind = kind(blend, weight.getKey());
            if (weight.getValue() < 0) {
                return Optional.of(
                        weight.getKey()
                                + " has the weight "
                                + weight.getValue()
                                + ", expected 0 or more");
            }
            if (weight.getValue() > 0 && !SOURCES.containsKey(kind)) {
                return Optional.of(
                        "it counts '"
                                + kind
                                + "', which is not counted live; expected "
                                + SOURCES.keySet().stream().sorted().toList());
            }
            if (weight.getValue() > 0 && !kinds.add(kind)) {
                return Optional.of("it counts '" + kind + "' twice, which is counted live once");
            }
        }
        return Optional.empty();
    }

    private static String kind(Blend blend, String name) {
        return Objects.toString(blend.counts().get(name).get("kind"), name);
    }
}
