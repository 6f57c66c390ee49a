package io.freshet.core.experiment;

import io.freshet.core.domain.Interaction;

/** Moments that records name. */
final class Times {

    private Times() {}

    /**
     * The moment, if it can be meant: seconds in place of milliseconds are not.
     *
     * @param field where it stands, for the message
     */
    static long require(long millis, String field) {
        if (millis < Interaction.EARLIEST_TIMESTAMP) {
            throw new ExperimentException(
                    field
                            + " is "
                            + millis
                            + ", expected epoch milliseconds from "
                            + Interaction.EARLIEST_TIMESTAMP);
        }
        return millis;
    }
}
