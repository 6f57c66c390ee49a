package io.freshet.lab.rehearsal;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Assignment;
import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.ModelRelease;
import io.freshet.core.domain.Slate;
import io.freshet.core.experiment.Assigned;
import io.freshet.core.experiment.Experiment;
import io.freshet.core.experiment.Experiments;
import io.freshet.core.experiment.ExternalLookup;
import io.freshet.lab.feed.SlateListener;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds every slate against the records of the experiments: the variants that it carries, and the
 * model that it names, follow from them, from its user and from when the broker had its event. The
 * records must be written before the experiments begin.
 */
final class CarriedVariants implements SlateListener {

    private static final Comparator<Assignment> BY_NAME =
            Comparator.comparing(Assignment::experimentId).thenComparing(Assignment::variant);

    private final Experiments experiments;
    private final Map<String, ModelId> models;
    private final long end;
    private final Map<Assignment, Long> slates = new TreeMap<>(BY_NAME);
    private final Map<String, Long> newestIngested = new TreeMap<>();
    private long all;
    private long afterwards;
    private long wrong;
    private @Nullable String firstWrong;

    /**
     * @param experiments all that run
     * @param models of the slots that they name, of {@value ModelRelease#DEFAULT_SLOT} and of
     *     {@value ModelRelease#NO_MODEL}
     */
    CarriedVariants(Experiments experiments, Map<String, ModelId> models) {
        this.experiments = requireNonNull(experiments, "experiments");
        this.models = Map.copyOf(models);
        this.end =
                experiments.all().stream()
                        .map(Experiment::end)
                        .mapToLong(each -> each == null ? Long.MAX_VALUE : each)
                        .max()
                        .orElse(0);
    }

    @Override
    public synchronized void slate(Slate slate, long arrivedAtMillis) {
        long ingested = slate.timestamps().ingested();
        Assigned expected =
                experiments.assign(slate.userId(), slate.surface(), ingested, ExternalLookup.NONE);
        all++;
        afterwards += ingested >= end ? 1 : 0;
        for (Assignment each : slate.experiments()) {
            slates.merge(each, 1L, Long::sum);
            newestIngested.merge(each.experimentId(), ingested, Math::max);
        }
        if (!slate.experiments().equals(expected.assignments())) {
            wrong(slate, "carries " + slate.experiments(), expected.assignments());
        } else if (!slate.model().equals(model(expected))) {
            wrong(slate, "names " + slate.model(), model(expected));
        }
    }

    private @Nullable ModelId model(Assigned assigned) {
        String slot = assigned.changes().modelSlot();
        return models.get(slot == null ? ModelRelease.DEFAULT_SLOT : slot);
    }

    private void wrong(Slate slate, String found, @Nullable Object expected) {
        wrong++;
        if (firstWrong == null) {
            firstWrong = slate.slateId() + ' ' + found + ", expected " + expected;
        }
    }

    /** How many slates came. */
    synchronized long slates() {
        return all;
    }

    /** How many carry a variant. */
    synchronized long slates(String experimentId, String variant) {
        return slates.getOrDefault(new Assignment(experimentId, variant), 0L);
    }

    /** How many are not as the records say. */
    synchronized long wrong() {
        return wrong;
    }

    /** How many came of events that the broker had after the last experiment had ended. */
    synchronized long slatesAfterwards() {
        return afterwards;
    }

    /** When the broker had the newest event whose slate carries the experiment; 0 without one. */
    synchronized long newestIngested(String experimentId) {
        return newestIngested.getOrDefault(experimentId, 0L);
    }

    /** For a person. */
    synchronized String line() {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%,d slates", all));
        slates.forEach(
                (each, count) ->
                        line.append(
                                String.format(
                                        Locale.ROOT,
                                        ", %,d of %s|%s",
                                        count,
                                        each.experimentId(),
                                        each.variant())));
        line.append(String.format(Locale.ROOT, ", %,d after the end", afterwards));
        return firstWrong == null
                ? line.toString()
                : line + "; " + wrong + " wrong, the first: " + firstWrong;
    }
}
