package io.freshet.core.experiment;

import io.freshet.core.domain.Interaction;

/** Moments that records name. */
final class Times {

    /** 9999-12-31T23:59:59.999Z: nobody means a later moment, and sums with it stay in range. */
    private static final long LATEST = 253_402_300_799_999L;

    private Times() {}

    /**
     * The moment, if it can be meant: seconds and microseconds in place of milliseconds are not.
     *
     * @param field where it stands, for the message
     */
    static long require(long millis, String field) {
        if (millis < Interaction.EARLIEST_TIMESTAMP || millis > LATEST) {
            throw new ExperimentException(
                    field
                            + " is "
                            + millis
                            + ", expected epoch milliseconds from "
                            + Interaction.EARLIEST_TIMESTAMP
                            + " to "
                            + LATEST);
        }
        return millis;
    }
}
