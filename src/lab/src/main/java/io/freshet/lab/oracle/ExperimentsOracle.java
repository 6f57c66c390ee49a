package io.freshet.lab.oracle;

import io.freshet.core.domain.Assignment;
import io.freshet.core.domain.Slate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Knows which variants every slate has to carry, and what there is to be counted of each: users by
 * the slates that were seen, the rest by the outcomes.
 */
public final class ExperimentsOracle {

    private static final int MOST_EXAMPLES = 3;

    private final List<RunningExperiment> experiments;
    private final Set<String> clicks;
    private final Set<String> conversions;
    private final Map<Assignment, Set<String>> users = new HashMap<>();
    private final List<String> examples = new ArrayList<>();
    private long settled = Long.MAX_VALUE;
    private long slates;
    private long carrying;
    private long wrongSlates;

    /**
     * Of experiments that begin before everything else.
     *
     * @param clicks types of interactions that count as clicks
     * @param conversions types of interactions that count as conversions
     */
    public ExperimentsOracle(
            List<RunningExperiment> experiments, Set<String> clicks, Set<String> conversions) {
        this.experiments = List.copyOf(experiments);
        this.clicks = Set.copyOf(clicks);
        this.conversions = Set.copyOf(conversions);
    }

    /**
     * By now the job has read what its experiments are; until then slates may lack them.
     *
     * @param nowMillis of the broker, epoch milliseconds
     */
    public synchronized void settled(long nowMillis) {
        settled = nowMillis;
    }

    /** A slate was seen. */
    public synchronized void slate(Slate slate) {
        slates++;
        carrying += slate.experiments().isEmpty() ? 0 : 1;
        slate.experiments()
                .forEach(
                        each ->
                                users.computeIfAbsent(each, variant -> new HashSet<>())
                                        .add(slate.userId()));
        Set<Assignment> found = Set.copyOf(slate.experiments());
        Set<Assignment> expected = variantsOf(slate.userId());
        boolean mayLack = slate.timestamps().ingested() < settled;
        if (mayLack ? !expected.containsAll(found) : !expected.equals(found)) {
            wrongSlates++;
            note(slate.slateId() + " carries " + found + ", expected " + expected);
        }
    }

    private Set<Assignment> variantsOf(String user) {
        Set<Assignment> variants = new HashSet<>();
        for (RunningExperiment each : experiments) {
            each.variantOf(user)
                    .ifPresent(variant -> variants.add(new Assignment(each.id(), variant)));
        }
        return variants;
    }

    /** What there is to be counted of each variant, by its key {@code experiment|variant}. */
    private Map<String, ObservedFigures> expected(List<ObservedOutcome> outcomes) {
        Map<Assignment, Set<String>> shown = new HashMap<>();
        Map<Assignment, Set<String>> clicked = new HashMap<>();
        Map<Assignment, Set<String>> converted = new HashMap<>();
        for (ObservedOutcome outcome : outcomes) {
            for (Assignment each : outcome.experiments()) {
                add(shown, each, outcome.slateId());
                if (outcome.interaction() != null) {
                    String type = outcome.interaction().type();
                    if (clicks.contains(type)) {
                        add(clicked, each, outcome.outcomeId());
                    }
                    if (conversions.contains(type)) {
                        add(converted, each, outcome.outcomeId());
                    }
                }
            }
        }
        Map<String, ObservedFigures> figures = new HashMap<>();
        for (RunningExperiment experiment : experiments) {
            for (String variant : experiment.shares().keySet()) {
                Assignment each = new Assignment(experiment.id(), variant);
                figures.put(
                        experiment.id() + '|' + variant,
                        new ObservedFigures(
                                count(users, each),
                                count(shown, each),
                                count(clicked, each),
                                count(converted, each)));
            }
        }
        return figures;
    }

    private static void add(Map<Assignment, Set<String>> all, Assignment to, String id) {
        all.computeIfAbsent(to, each -> new HashSet<>()).add(id);
    }

    private static long count(Map<Assignment, Set<String>> all, Assignment of) {
        return all.getOrDefault(of, Set.of()).size();
    }

    /**
     * Holds the slates, and the newest figures that came, against what they have to be.
     *
     * @param outcomes all that came
     * @param figures the newest of each variant, by their keys {@code experiment|variant}
     */
    public synchronized ExperimentsVerdict judge(
            List<ObservedOutcome> outcomes, Map<String, ObservedFigures> figures) {
        List<String> wrong = new ArrayList<>();
        Map<String, ObservedFigures> expected = expected(outcomes);
        expected.forEach(
                (variant, figure) -> {
                    ObservedFigures found = figures.getOrDefault(variant, ObservedFigures.NONE);
                    if (!found.equals(figure)) {
                        wrong.add(variant + " has " + found + ", expected " + figure);
                    }
                });
        List<String> all = new ArrayList<>(examples);
        wrong.stream().limit(MOST_EXAMPLES).forEach(all::add);
        return new ExperimentsVerdict(
                slates, carrying, wrongSlates, expected.size(), wrong.size(), all);
    }

    private void note(String example) {
        if (examples.size() < MOST_EXAMPLES) {
            examples.add(example);
        }
    }
}
