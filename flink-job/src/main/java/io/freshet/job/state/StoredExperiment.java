package io.freshet.job.state;

import static java.util.Objects.requireNonNull;

/**
 * An experiment as its topic has it.
 *
 * @param experimentId key of its record
 * @param json value of its record
 * @param timestamp of its record, epoch milliseconds: from when it runs if it has no start
 * @param since timestamp of the first of its records that was followed without a break, at least 1;
 *     one that was removed and comes again is another experiment of the same name
 * @param isSharedOutAnew whether users were shared out in another way when it ran already
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of bytes, never compared
public record StoredExperiment(
        String experimentId, byte[] json, long timestamp, long since, boolean isSharedOutAnew) {

    public StoredExperiment {
        requireNonNull(experimentId, "experimentId");
        requireNonNull(json, "json");
    }

    /** One that is new; a record without a timestamp has -1. */
    public StoredExperiment(String experimentId, byte[] json, long timestamp) {
        this(experimentId, json, timestamp, Math.max(1, timestamp), false);
    }

    /**
     * This one as the next version of another.
     *
     * @param sharesOutAnew whether users who are in get other variants by it
     */
    public StoredExperiment inPlaceOf(StoredExperiment former, boolean sharesOutAnew) {
        return new StoredExperiment(
                experimentId,
                json,
                timestamp,
                former.since,
                former.isSharedOutAnew || sharesOutAnew);
    }
}
