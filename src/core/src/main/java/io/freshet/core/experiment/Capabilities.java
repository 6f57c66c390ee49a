package io.freshet.core.experiment;

import io.freshet.core.domain.ModelRelease;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the job can do for a variant.
 *
 * @param modelSlots slots that have or may get a model; {@link Changes#NO_MODEL} need not be named
 * @param sources candidate generators, by their source
 * @param uncounted those of them that are off and have nothing to bring, as nothing is counted
 * @param surfaces for which slates are made
 * @param mostSlots of a slate
 * @param mostItems that one generator may bring
 */
public record Capabilities(
        Set<String> modelSlots,
        Set<String> sources,
        Set<String> uncounted,
        Set<String> surfaces,
        int mostSlots,
        int mostItems) {

    public Capabilities {
        modelSlots = Set.copyOf(modelSlots);
        sources = Set.copyOf(sources);
        uncounted = Set.copyOf(uncounted);
        surfaces = Set.copyOf(surfaces);
    }

    /** Whether it is refused now, and need not be once there are more slots. */
    public boolean lacksSlotOf(Experiment experiment) {
        return experiment.variants().stream()
                .map(each -> each.changes().modelSlot())
                .anyMatch(slot -> slot != null && !isSlot(slot));
    }

    private boolean isSlot(String slot) {
        return slot.equals(Changes.NO_MODEL) || modelSlots.contains(slot);
    }

    /** What can go otherwise than its experimenter thinks, though it is not refused, in words. */
    public List<String> caveats(Experiment experiment) {
        List<String> caveats = new ArrayList<>();
        List<String> wanted = experiment.surfaces();
        if (!wanted.isEmpty() && wanted.stream().noneMatch(surfaces::contains)) {
            caveats.add(
                    "nobody is in it: surfaces are "
                            + wanted
                            + ", and slates are made for "
                            + new TreeSet<>(surfaces));
        }
        for (Variant variant : experiment.variants()) {
            String slot = variant.changes().modelSlot();
            if (slot != null
                    && !slot.equals(Changes.NO_MODEL)
                    && !slot.equals(ModelRelease.DEFAULT_SLOT)) {
                // Whether it has an active one is known where models serve, not here.
                caveats.add(
                        "model-status says whether slot '"
                                + slot
                                + "' has an active model; only while it has none, variant '"
                                + variant.name()
                                + "' has the one of slot '"
                                + ModelRelease.DEFAULT_SLOT
                                + "'");
            }
        }
        return caveats;
    }

    /**
     * Refuses an experiment with a variant that the job could not follow.
     *
     * @throws ExperimentException that names the variant, what it asks for and what there is
     */
    void check(Experiment experiment) {
        for (Variant variant : experiment.variants()) {
            try {
                check(variant.changes());
            } catch (ExperimentException e) {
                throw new ExperimentException(
                        "variant '" + variant.name() + "': " + e.getMessage(), e);
            }
        }
    }

    private void check(Changes changes) {
        String slot = changes.modelSlot();
        if (slot != null && !isSlot(slot)) {
            throw new ExperimentException(
                    "changes.modelSlot is '"
                            + slot
                            + "', expected '"
                            + Changes.NO_MODEL
                            + "' or one of "
                            + new TreeSet<>(modelSlots));
        }
        Integer k = changes.k();
        if (k != null && k > mostSlots) {
            throw new ExperimentException("changes.k is " + k + ", expected 1 to " + mostSlots);
        }
        changes.quotas().forEach(this::checkQuota);
    }

    private void checkQuota(String source, int most) {
        if (!sources.contains(source)) {
            throw new ExperimentException(
                    "changes.quotas names the source '"
                            + source
                            + "', expected one of "
                            + new TreeSet<>(sources));
        }
        if (most > 0 && uncounted.contains(source)) {
            throw new ExperimentException(
                    "changes.quotas."
                            + source
                            + " is "
                            + most
                            + ", expected 0: the job has it off and counts nothing for it");
        }
        if (most > mostItems) {
            throw new ExperimentException(
                    "changes.quotas." + source + " is " + most + ", expected 0 to " + mostItems);
        }
    }
}
