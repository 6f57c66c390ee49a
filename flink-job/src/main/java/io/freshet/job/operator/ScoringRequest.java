package io.freshet.job.operator;

import static java.util.Objects.requireNonNull;

import io.freshet.core.experiment.Assigned;

/**
 * An ask for a user's slate and everything that the slate is a function of, the model and what was
 * counted aside.
 *
 * @param userId whose slate
 * @param revision the slate's revision
 * @param window the behaviour window at that revision, packed
 * @param causeEventId the event that asked
 * @param eventTimestamp when that event happened, epoch milliseconds
 * @param ingested when the broker had it, epoch milliseconds
 * @param assigned what experiments say of the slate
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes of a state value, never compared
public record ScoringRequest(
        String userId,
        long revision,
        byte[] window,
        String causeEventId,
        long eventTimestamp,
        long ingested,
        Assigned assigned) {

    public ScoringRequest {
        requireNonNull(userId, "userId");
        requireNonNull(window, "window");
        requireNonNull(causeEventId, "causeEventId");
        requireNonNull(assigned, "assigned");
    }

    /** The same as experiments want it. */
    ScoringRequest with(Assigned byExperiments) {
        return new ScoringRequest(
                userId, revision, window, causeEventId, eventTimestamp, ingested, byExperiments);
    }
}
