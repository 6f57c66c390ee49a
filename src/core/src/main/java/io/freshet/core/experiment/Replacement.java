package io.freshet.core.experiment;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A new version of an experiment in place of a former one, and whom that moves. */
record Replacement(Experiment former, Experiment next) {

    /** Below this a share of moved users is rounding. */
    private static final double NOBODY = 1e-9;

    /** What the experimenter should know, in the order of how many users it can move. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (!next.layer().covers(former.layer())) {
            warnings.add("users leave: layer " + former.layer() + " became layer " + next.layer());
        }
        if (!next.coversSurfaces(former)) {
            warnings.add(
                    "slates leave: surfaces " + former.surfaces() + " became " + next.surfaces());
        }
        warnings.addAll(ofVariants());
        for (Variant variant : next.variants()) {
            former.variant(variant.name())
                    .filter(before -> !before.changes().equals(variant.changes()))
                    .ifPresent(
                            before ->
                                    warnings.add(
                                            "variant '"
                                                    + variant.name()
                                                    + "' changes something else than before, its"
                                                    + " results mix both"));
        }
        return warnings;
    }

    private List<String> ofVariants() {
        if (former.assignment() != next.assignment()) {
            return List.of("users are assigned anew: by another rule");
        }
        List<String> warnings = new ArrayList<>();
        for (Variant variant : former.variants()) {
            if (next.variant(variant.name()).isEmpty()) {
                warnings.add("variant '" + variant.name() + "' is gone, its users move");
            }
        }
        if (next.assignment() == AssignmentRule.EXTERNAL) {
            return warnings;
        }
        if (!former.salt().equals(next.salt())) {
            warnings.add("users are assigned anew: salt became '" + next.salt() + "'");
        } else if (moved() > NOBODY) {
            warnings.add(
                    String.format(
                            Locale.ROOT,
                            "%.2f %% of its users move to another variant: shares changed",
                            100 * moved()));
        }
        return warnings;
    }

    /**
     * The expected share of users who get another variant, where salt and rule are the same. Draws
     * are as waiting times with the rates of the shares, so that a variant wins before and after
     * with the probability {@code 1 / sum over j of max(p(j) / p(i), q(j) / q(i))}.
     */
    double moved() {
        Set<String> names = new LinkedHashSet<>();
        former.variants().forEach(each -> names.add(each.name()));
        next.variants().forEach(each -> names.add(each.name()));
        double stay = 0;
        for (String name : names) {
            double before = share(former, name);
            double after = share(next, name);
            if (before > 0 && after > 0) {
                double against = 0;
                for (String each : names) {
                    against += Math.max(share(former, each) / before, share(next, each) / after);
                }
                stay += 1 / against;
            }
        }
        return 1 - stay;
    }

    private static double share(Experiment experiment, String name) {
        return experiment.variant(name).map(Variant::share).orElse(0.0);
    }
}
