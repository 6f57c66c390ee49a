package io.freshet.core.experiment;

import org.jspecify.annotations.Nullable;

/**
 * One of the ways that an experiment compares.
 *
 * @param name of the variant, once in an experiment
 * @param share of the experiment's users who have it, 0, which is nobody, or 0.000001 to 1
 * @param changes what it makes different; null stands for nothing
 */
public record Variant(String name, Double share, @Nullable Changes changes) {

    /** One user in a million: beside smaller ones the other shares are 1 to a computer. */
    private static final double SMALLEST_SHARE = 1e-6;

    public Variant {
        Names.require(name, "a variant's name");
        if (share == null) {
            throw new ExperimentException(
                    "variant '" + name + "' has no share, expected one from 0 to 1");
        }
        if (!(share >= 0 && share <= 1)) {
            throw new ExperimentException(
                    "variant '" + name + "' has the share " + share + ", expected 0 to 1");
        }
        if (share > 0 && share < SMALLEST_SHARE) {
            throw new ExperimentException(
                    "variant '"
                            + name
                            + "' has the share "
                            + share
                            + ", expected 0 or at least "
                            + SMALLEST_SHARE);
        }
        changes = changes == null ? Changes.NONE : changes;
    }
}
