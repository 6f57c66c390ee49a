package io.freshet.job.operator;

import io.freshet.core.bundle.Blend;
import io.freshet.core.bundle.BundleException;
import io.freshet.core.retrieval.BasketGap;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings together the generators that the configuration wants and the blend of a bundle. */
public final class CandidateSetup {

    private static final Logger LOG = LoggerFactory.getLogger(CandidateSetup.class);

    private static final CoVisitation.Weighting STANDARD_WEIGHTING =
            new CoVisitation.Weighting(6, 0.6, 5, 0, 0, 0);
    private static final OwnItems STANDARD_OWN_ITEMS = new OwnItems(0.5, BasketGap.NONE);

    private final CandidateSettings candidates;
    private final CountSettings counts;
    private final LiveBlend blend;

    private CandidateSetup(CandidateSettings candidates, CountSettings counts, LiveBlend blend) {
        this.candidates = candidates;
        this.counts = counts;
        this.blend = blend;
    }

    /**
     * Whether a job can have its merger.
     *
     * @param blend of the bundle
     * @throws ConfigurationException if a setting of the blend is missing or not permitted, or a
     *     generator is wanted that is not on the class path, or twice
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
     * @throws BundleException if a setting of the blend is missing or not permitted
     * @throws ConfigurationException if a generator is wanted that is not on the class path, or
     *     twice
     */
    static CandidateMerger merger(
            CandidateSettings candidates, CountSettings counts, Optional<Blend> blend) {
        return new CandidateSetup(candidates, counts, live(candidates, blend)).merger();
    }

    private static LiveBlend live(CandidateSettings candidates, Optional<Blend> blend) {
        if (!candidates.isBlended()) {
            LOG.info("{} is false: the model scores alone", CandidateOptions.BLEND.key());
            return LiveBlend.MODEL_ALONE;
        }
        if (blend.isEmpty()) {
            LOG.info("The bundle has no blend: the model scores alone");
            return LiveBlend.MODEL_ALONE;
        }
        return LiveBlend.of(blend.get());
    }

    /** A generator that is off has no say, not even the same for all. */
    private CandidateMerger merger() {
        FittedCounting.differences(blend, counts)
                .forEach(each -> LOG.warn("The blend's weights were fitted with {}", each));
        List<Quota> generators = generators();
        List<Term> live =
                generators.stream()
                        .map(Quota::generator)
                        .map(each -> blend.term(each.source()))
                        .toList();
        return new CandidateMerger(generators, new LogLinearBlend(live));
    }

    private List<Quota> generators() {
        List<Quota> generators = new ArrayList<>();
        add(generators, coVisitation(), candidates.coVisitation());
        add(generators, ownItems(), candidates.repeat());
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
        Optional<Map<String, Object>> settings = blend.settings(CoVisitation.SOURCE);
        if (settings.isEmpty()) {
            return new CoVisitation(STANDARD_WEIGHTING, counting);
        }
        CountNumbers numbers = new CountNumbers(LiveBlend.CO_VISITATION, settings.get());
        return new CoVisitation(ofBundle(() -> weighting(numbers)), counting);
    }

    private static CoVisitation.Weighting weighting(CountNumbers numbers) {
        return new CoVisitation.Weighting(
                numbers.whole("newest"),
                numbers.get("position_decay"),
                numbers.get("shrink"),
                numbers.get("target_power"),
                numbers.get("repeat_bonus"),
                numbers.get("repeat_decay"));
    }

    private OwnItems ownItems() {
        Optional<Map<String, Object>> settings = blend.settings(OwnItems.SOURCE);
        if (settings.isEmpty()) {
            return STANDARD_OWN_ITEMS;
        }
        CountNumbers numbers = new CountNumbers(LiveBlend.OWN_ITEMS, settings.get());
        return ofBundle(() -> new OwnItems(numbers.get("decay"), numbers.basketGap()));
    }

    /** A number that cannot be is the fault of the bundle that names it. */
    private static <T> T ofBundle(Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new BundleException("the blend's count " + e.getMessage(), e);
        }
    }

    private static CandidateGenerator onClassPath(String source) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        Map<String, List<CandidateGenerator>> found = new TreeMap<>();
        for (CandidateGenerator each : ServiceLoader.load(CandidateGenerator.class, loader)) {
            found.computeIfAbsent(each.source(), absent -> new ArrayList<>()).add(each);
        }
        List<CandidateGenerator> wanted = found.getOrDefault(source, List.of());
        if (wanted.isEmpty()) {
            throw refused(source, "on the class path there are " + found.keySet());
        }
        if (wanted.size() > 1) {
            List<String> classes =
                    wanted.stream().map(each -> each.getClass().getName()).sorted().toList();
            throw refused(source, "expected the source of one class, it is that of " + classes);
        }
        return wanted.get(0);
    }

    private static ConfigurationException refused(String source, String what) {
        return new ConfigurationException(
                CandidateOptions.MORE.key() + " names '" + source + "', " + what);
    }
}
