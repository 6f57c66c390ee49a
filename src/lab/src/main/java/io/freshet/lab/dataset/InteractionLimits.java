package io.freshet.lab.dataset;

import io.freshet.core.domain.Interaction;

/** The limits that the schema of the topic {@code events} sets; outside them the job refuses. */
final class InteractionLimits {

    private InteractionLimits() {}

    static void checkId(String name, String id) throws BadLineException {
        int length = id.codePointCount(0, id.length());
        if (length < 1 || length > Interaction.MAX_ID_LENGTH) {
            throw new BadLineException(
                    BadLineKind.ID,
                    name
                            + " has "
                            + length
                            + " characters, expected 1 to "
                            + Interaction.MAX_ID_LENGTH);
        }
    }

    static void checkTimestamp(long timestamp) throws BadLineException {
        if (timestamp < Interaction.EARLIEST_TIMESTAMP) {
            throw new BadLineException(
                    BadLineKind.TIME,
                    "epoch millisecond "
                            + timestamp
                            + " is before the year 2000; --shift-days moves all times");
        }
    }
}
