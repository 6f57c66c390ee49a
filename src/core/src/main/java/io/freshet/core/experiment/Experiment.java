package io.freshet.core.experiment;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of variants on users: one record of the {@code experiments} topic. Which variant a
 * user has follows from this record and the user's id alone.
 *
 * @param experimentId identity; also the record's key
 * @param salt what makes its draws independent of those of others; null stands for the id
 * @param layer the part of the users that it may have; null stands for all, in a layer of its own
 *     that is named as the experiment is
 * @param assignment who says which variant a user has; null stands for a hash
 * @param surfaces where it runs, at most 100; empty or null: everywhere
 * @param start from when, epoch milliseconds; null: at once
 * @param end until when, itself outside, epoch milliseconds; null: until further notice
 * @param control the variant that the others are compared with; null stands for the first
 * @param variants what is compared, at least one; the shares sum to 1
 */
public record Experiment(
        String experimentId,
        String salt,
        Layer layer,
        AssignmentRule assignment,
        List<String> surfaces,
        @Nullable Long start,
        @Nullable Long end,
        String control,
        List<Variant> variants) {

    /** Every slate costs a hash for each. */
    private static final int MOST_VARIANTS = 100;

    private static final int MOST_SURFACES = 100;

    /** How far from 1 the sum of the shares may be. */
    private static final double SUM_TOLERANCE = 1e-9;

    public Experiment {
        Names.require(experimentId, "experimentId");
        salt = salt == null ? experimentId : Names.require(salt, "salt");
        layer = layer == null ? Layer.whole(experimentId) : layer;
        assignment = assignment == null ? AssignmentRule.HASH : assignment;
        surfaces = surfaces == null ? List.of() : checkedSurfaces(surfaces);
        checkTimes(start, end);
        variants = checkedVariants(variants);
        control = control == null ? variants.get(0).name() : checkedControl(control, variants);
    }

    private static List<String> checkedSurfaces(List<String> surfaces) {
        if (surfaces.size() > MOST_SURFACES) {
            throw new ExperimentException(
                    "there are "
                            + surfaces.size()
                            + " surfaces, expected at most "
                            + MOST_SURFACES);
        }
        surfaces.forEach(surface -> Names.require(surface, "a surface"));
        return List.copyOf(surfaces);
    }

    private static void checkTimes(@Nullable Long start, @Nullable Long end) {
        if (start != null) {
            Times.require(start, "start");
        }
        if (end != null) {
            Times.require(end, "end");
        }
        if (start != null && end != null && start >= end) {
            throw new ExperimentException(
                    "start is " + start + " and end is " + end + ", expected start before end");
        }
    }

    private static List<Variant> checkedVariants(@Nullable List<Variant> variants) {
        if (variants == null || variants.isEmpty()) {
            throw new ExperimentException("there is no variant, expected at least one");
        }
        if (variants.size() > MOST_VARIANTS) {
            throw new ExperimentException(
                    "there are " + variants.size() + " variants, expected 1 to " + MOST_VARIANTS);
        }
        Set<String> names = new HashSet<>();
        double sum = 0;
        for (Variant variant : variants) {
            if (variant == null) {
                throw new ExperimentException("a variant is null, expected an object");
            }
            if (!names.add(variant.name())) {
                throw new ExperimentException(
                        "two variants are named '" + variant.name() + "', expected one");
            }
            sum += variant.share();
        }
        if (Math.abs(sum - 1) > SUM_TOLERANCE) {
            throw new ExperimentException(
                    "the shares of the variants sum to " + sum + ", expected 1");
        }
        return List.copyOf(variants);
    }

    private static String checkedControl(String control, List<Variant> variants) {
        List<String> names = variants.stream().map(Variant::name).toList();
        if (!names.contains(control)) {
            throw new ExperimentException(
                    "control is '" + control + "', expected one of the variants " + names);
        }
        return control;
    }

    /** The variant of that name. */
    public Optional<Variant> variant(String name) {
        return variants.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    /** The same, where it has no start with this one: that of its record. */
    public Experiment withDefaultStart(long millis) {
        if (start != null || (end != null && millis >= end)) {
            return this;
        }
        return new Experiment(
                experimentId, salt, layer, assignment, surfaces, millis, end, control, variants);
    }

    /** Scheduled, running or ended. */
    public ExperimentState stateAt(long millis) {
        if (start != null && millis < start) {
            return ExperimentState.SCHEDULED;
        }
        return end == null || millis < end ? ExperimentState.RUNNING : ExperimentState.ENDED;
    }

    /** Whether a user who is in both has the same variant. */
    public boolean sharesOutAs(Experiment other) {
        return assignment == other.assignment
                && salt.equals(other.salt)
                && shares().equals(other.shares());
    }

    /** Of the variants that users have, by name. */
    private Map<String, Double> shares() {
        return variants.stream()
                .filter(each -> each.share() > 0)
                .collect(Collectors.toMap(Variant::name, Variant::share));
    }

    /** Whether there is a moment at which both run. */
    boolean overlapsInTime(Experiment other) {
        return startsBefore(other.end) && other.startsBefore(end);
    }

    private boolean startsBefore(@Nullable Long millis) {
        return start == null || millis == null || start < millis;
    }

    /** Whether it runs wherever the other one does. */
    boolean coversSurfaces(Experiment other) {
        return surfaces.isEmpty()
                || (!other.surfaces.isEmpty() && surfaces.containsAll(other.surfaces));
    }

    /** Whether there is a surface on which both run. */
    boolean overlapsInSurface(Experiment other) {
        return surfaces.isEmpty()
                || other.surfaces.isEmpty()
                || surfaces.stream().anyMatch(other.surfaces::contains);
    }
}
