package io.freshet.job.state;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Assignment;

/**
 * A variant of one life of an experiment: its name may be used again, its figures start anew then.
 *
 * @param assignment the variant
 * @param since {@link StoredExperiment#since} of the experiment, epoch milliseconds, more than 0
 */
public record Enrolment(Assignment assignment, long since) {

    public Enrolment {
        requireNonNull(assignment, "assignment");
    }
}
