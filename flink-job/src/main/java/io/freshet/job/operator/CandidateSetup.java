package io.freshet.job.operator;

import io.freshet.core.bundle.Blend;
import io.freshet.core.bundle.BundleException;
import io.freshet.core.retrieval.CandidateGenerator;
import io.freshet.core.retrieval.CandidateMerger;
import io.freshet.core.retrieval.CandidateMerger.Quota;
import io.freshet.core.retrieval.CoVisitation;
import io.freshet.core.retrieval.CoVisitationCounting;
import io.freshet.core.retrieval.Fresh;
import io.freshet.core.retrieval.LogLinearBlend;
import io.freshet.core.retrieval.LogLinearBlend.Term;
import io.freshet.core.retrieval.OwnItems;
import io.freshet.core.retrieval.Popular;
import io.freshet.job.config.CandidateOptions;
import io.freshet.job.config.CandidateSettings;
import io.freshet.job.config.ConfigurationException;
import io.freshet.job.config.CountSettings;
import io.freshet.job.config.ScoringOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings together the generators that the configuration wants and the blend of a bundle. */
public final class CandidateSetup {

    private static final Logger LOG = LoggerFactory.getLogger(CandidateSetup.class);

    private static final double HOUR_MILLIS = 3_600_000;
    private static final String LOG_LINEAR = "log-linear";

    private static final String CO_VISITATION = "co-visitation";
    private static final String OWN_ITEMS = "own-items";
    private static final String RECENT_POPULARITY = "recent-popularity";

    /** The generator that knows a kind of count. */
    private static final Map<String, String> SOURCES =
            Map.of(
                    CO_VISITATION, CoVisitation.SOURCE,
                    OWN_ITEMS, OwnItems.SOURCE,
                    RECENT_POPULARITY, Popular.SOURCE);

    /** Without weights a generator speaks for items that the model does not know, no more. */
    private static final Term FOR_UNKNOWN_ITEMS = new Term(0, 1, 1);

    private static final Map<String, Term> MODEL_ALONE =
            Map.of(
                    CoVisitation.SOURCE, FOR_UNKNOWN_ITEMS,
                    Popular.SOURCE, FOR_UNKNOWN_ITEMS,
                    Fresh.SOURCE, FOR_UNKNOWN_ITEMS,
                    OwnItems.SOURCE, new Term(0, 1, 0));

    private static final CoVisitation.Weighting STANDARD_WEIGHTING =
            new CoVisitation.Weighting(6, 0.6, 5, 0, 0, 0);
    private static final OwnItems STANDARD_OWN_ITEMS = new OwnItems(0.5, OwnItems.NO_BASKETS);

    private final CandidateSettings candidates;
    private final CountSettings counts;
    private final Map<String, Map<String, Object>> countsOfBlend = new HashMap<>();
    private Map<String, Term> terms = MODEL_ALONE;

    private CandidateSetup(CandidateSettings candidates, CountSettings counts) {
        this.candidates = candidates;
        this.counts = counts;
    }

    /**
     * Whether a job can have its merger.
     *
     * @param blend of the bundle
     * @throws ConfigurationException if the blend lacks a setting, or a generator is wanted that is
     *     not on the class path
     */
    public static void check(
            CandidateSettings candidates, CountSettings counts, Optional<Blend> blend) {
        try {
            merger(candidates, counts, blend);
        } catch (BundleException e) {
            throw new ConfigurationException(
                    ScoringOptions.BUNDLE.key() + ": " + e.getMessage(), e);
        }
    }

    /**
     * The merger of a job.
     *
     * @param blend of the bundle; where there is none, or one that this job cannot compute, the
     *     model's score stands alone
     * @throws BundleException if the blend lacks a setting
     * @throws ConfigurationException if a generator is wanted that is not on the class path
     */
    static CandidateMerger merger(
            CandidateSettings candidates, CountSettings counts, Optional<Blend> blend) {
        CandidateSetup setup = new CandidateSetup(candidates, counts);
        if (!candidates.isBlended()) {
            LOG.info("{} is false: the model scores alone", CandidateOptions.BLEND.key());
        } else {
            blend.ifPresentOrElse(
                    setup::take, () -> LOG.info("The bundle has no blend: the model scores alone"));
        }
        return setup.merger();
    }

    /** A generator that is off has no say, not even the same for all. */
    private CandidateMerger merger() {
        List<Quota> generators = generators();
        List<Term> live =
                generators.stream()
                        .map(Quota::generator)
                        .map(each -> terms.getOrDefault(each.source(), FOR_UNKNOWN_ITEMS))
                        .toList();
        return new CandidateMerger(generators, new LogLinearBlend(live));
    }

    private void take(Blend blend) {
        Optional<String> obstacle = obstacle(blend);
        if (obstacle.isPresent()) {
            LOG.warn("The bundle's blend is left out, the model scores alone: {}", obstacle.get());
            return;
        }
        Map<String, Term> found = new LinkedHashMap<>(MODEL_ALONE);
        Set<String> weighted = new HashSet<>();
        blend.weights()
                .forEach(
                        (name, weight) -> {
                            Map<String, Object> settings = blend.counts().get(name);
                            String source = SOURCES.get(kind(name, settings));
                            // A count without weight does not take the place of another one.
                            if (source != null && (weight > 0 || !weighted.contains(source))) {
                                if (weight > 0) {
                                    weighted.add(source);
                                }
                                countsOfBlend.put(source, settings);
                                found.put(
                                        source,
                                        new Term(
                                                weight,
                                                blend.epsilon().get(name),
                                                blend.ofUnknown(name)));
                            }
                        });
        terms = found;
        LOG.info("The bundle's blend: {}", new TreeMap<>(terms));
    }

    private static Optional<String> obstacle(Blend blend) {
        if (!blend.form().equals(LOG_LINEAR)) {
            return Optional.of("its form is '" + blend.form() + "', expected " + LOG_LINEAR);
        }
        Set<String> kinds = new HashSet<>();
        for (Map.Entry<String, Double> weight : blend.weights().entrySet()) {
            String kind = kind(weight.getKey(), blend.counts().get(weight.getKey()));
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

    private static String kind(String name, Map<String, Object> settings) {
        return Objects.toString(settings.get("kind"), name);
    }

    private List<Quota> generators() {
        List<Quota> generators = new ArrayList<>();
        add(generators, coVisitation(), candidates.coVisitation());
        add(generators, ownItems(), candidates.repeat());
        checkPopular();
        add(generators, new Popular(), candidates.popular());
        add(generators, new Fresh(), candidates.fresh());
        candidates.more().forEach((source, most) -> add(generators, onClassPath(source), most));
        return generators;
    }

    private static void add(List<Quota> generators, CandidateGenerator generator, int most) {
        if (most > 0) {
            generators.add(new Quota(generator, most));
        }
    }

    private CoVisitation coVisitation() {
        CoVisitationCounting counting = counts.pairs().counting();
        Map<String, Object> settings = countsOfBlend.get(CoVisitation.SOURCE);
        if (settings == null) {
            return new CoVisitation(STANDARD_WEIGHTING, counting);
        }
        Numbers numbers = new Numbers(CO_VISITATION, settings);
        double halfLife = numbers.getOr("half_life_hours", 0) * HOUR_MILLIS;
        compare("reach", numbers.get("reach"), counting.reach());
        compare("distance-decay", numbers.getOr("distance_decay", 0), counting.distanceDecay());
        compare("backward", numbers.get("backward"), counting.backward());
        compare(
                "half-life in ms",
                halfLife == 0 ? CoVisitationCounting.NO_AGEING : halfLife,
                counting.halfLifeMillis());
        return new CoVisitation(
                new CoVisitation.Weighting(
                        (int) numbers.get("newest"),
                        numbers.get("position_decay"),
                        numbers.get("shrink"),
                        numbers.get("target_power"),
                        numbers.get("repeat_bonus"),
                        numbers.get("repeat_decay")),
                counting);
    }

    private OwnItems ownItems() {
        Map<String, Object> settings = countsOfBlend.get(OwnItems.SOURCE);
        if (settings == null) {
            return STANDARD_OWN_ITEMS;
        }
        Numbers numbers = new Numbers(OWN_ITEMS, settings);
        double gap = numbers.getOr("basket_gap_hours", -1);
        return new OwnItems(
                numbers.get("decay"), gap < 0 ? OwnItems.NO_BASKETS : (long) (gap * HOUR_MILLIS));
    }

    private void checkPopular() {
        Map<String, Object> settings = countsOfBlend.get(Popular.SOURCE);
        if (settings != null) {
            compare(
                    "half-life in ms",
                    new Numbers(RECENT_POPULARITY, settings).get("half_life_hours") * HOUR_MILLIS,
                    counts.popular().halfLifeMillis());
        }
    }

    private static void compare(String what, double fitted, double counted) {
        if (fitted != counted) {
            LOG.warn(
                    "The blend's weights were fitted with a {} of {}, this job counts with {}",
                    what,
                    fitted,
                    counted);
        }
    }

    private static CandidateGenerator onClassPath(String source) {
        Map<String, CandidateGenerator> found = new TreeMap<>();
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        for (CandidateGenerator each : ServiceLoader.load(CandidateGenerator.class, loader)) {
            found.put(each.source(), each);
        }
        CandidateGenerator generator = found.get(source);
        if (generator == null) {
            throw new ConfigurationException(
                    CandidateOptions.MORE.key()
                            + " names '"
                            + source
                            + "', on the class path there are "
                            + found.keySet());
        }
        return generator;
    }

    /** The settings of a count, which are numbers or null. */
    private record Numbers(String count, Map<String, Object> settings) {

        double get(String name) {
            if (settings.get(name) instanceof Number number) {
                return number.doubleValue();
            }
            throw new BundleException(
                    "the blend's count '"
                            + count
                            + "' has "
                            + settings.get(name)
                            + " as "
                            + name
                            + ", expected a number");
        }

        double getOr(String name, double absent) {
            return settings.get(name) == null ? absent : get(name);
        }
    }
}
