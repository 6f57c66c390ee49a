package io.freshet.job.operator;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What comes to where a user's window is: either an interaction or what somebody else says of the
 * user's variants.
 *
 * @param interaction an interaction; null if this is about variants
 * @param assignment about variants; null if this is an interaction
 */
public record WindowInput(
        @Nullable ArrivedInteraction interaction, @Nullable AssignmentChange assignment) {

    public WindowInput {
        if ((interaction == null) == (assignment == null)) {
            throw new IllegalArgumentException(
                    "expected an interaction or an assignment, not both");
        }
    }

    /** An interaction. */
    public static WindowInput of(ArrivedInteraction interaction) {
        return new WindowInput(requireNonNull(interaction, "interaction"), null);
    }

    static WindowInput of(AssignmentChange assignment) {
        return new WindowInput(null, requireNonNull(assignment, "assignment"));
    }

    /** The key of the behaviour windows. */
    public String userId() {
        return interaction == null ? assignment.userId() : interaction.userId();
    }
}
