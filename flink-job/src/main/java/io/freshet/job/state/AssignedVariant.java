package io.freshet.job.state;

import static java.util.Objects.requireNonNull;

/**
 * A user's variant in an experiment, as somebody else decided.
 *
 * @param variant its name, whether or not the experiment has it
 * @param at timestamp of the record that says so, epoch milliseconds
 */
public record AssignedVariant(String variant, long at) {

    public AssignedVariant {
        requireNonNull(variant, "variant");
    }
}
