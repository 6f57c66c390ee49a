package io.freshet.lab.dataset;

/** The limits that the schema of the topic {@code events} sets; outside them the job refuses. */
final class InteractionLimits {

    /** 2000-01-01T00:00:00Z. */
    static final long MIN_TIMESTAMP = 946_684_800_000L;

    static final int MAX_ID_LENGTH = 256;

    private InteractionLimits() {}

    static void checkId(String name, String id) throws BadLineException {
        if (id.isEmpty() || id.length() > MAX_ID_LENGTH) {
            throw new BadLineException(
                    BadLineKind.ID,
                    name + " has " + id.length() + " characters, expected 1 to " + MAX_ID_LENGTH);
        }
    }

    static void checkTimestamp(long timestamp) throws BadLineException {
        if (timestamp < MIN_TIMESTAMP) {
            throw new BadLineException(
                    BadLineKind.TIME,
                    "epoch millisecond "
                            + timestamp
                            + " is before the year 2000; --shift-days moves all times");
        }
    }
}
