package io.freshet.core.experiment;

import io.freshet.core.domain.Assignment;
import java.util.List;

/**
 * All that experiments say of one user's slate.
 *
 * @param assignments the user's variant in each experiment that the user is in, by experiment
 * @param changes what these variants make different, together
 */
public record Assigned(List<Assignment> assignments, Changes changes) {

    /** The user is in no experiment. */
    public static final Assigned NOWHERE = new Assigned(List.of(), Changes.NONE);

    public Assigned {
        assignments = List.copyOf(assignments);
    }
}
