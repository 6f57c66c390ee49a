package io.freshet.job.operator;

import static java.util.Objects.requireNonNull;

import io.freshet.core.retrieval.PopularItems;

/**
 * An ask for a user's slate and everything that the slate is a function of, the model aside.
 *
 * @param userId whose slate
 * @param revision the slate's revision
 * @param window the behaviour window at that revision, packed
 * @param popular what was popular as of the window's newest entry
 * @param causeEventId the event that asked
 * @param eventTimestamp when that event happened, epoch milliseconds
 * @param ingested when the broker had it, epoch milliseconds
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes of a state value, never compared
public record ScoringRequest(
        String userId,
        long revision,
        byte[] window,
        PopularItems popular,
        String causeEventId,
        long eventTimestamp,
        long ingested) {

    public ScoringRequest {
        requireNonNull(userId, "userId");
        requireNonNull(window, "window");
        requireNonNull(popular, "popular");
        requireNonNull(causeEventId, "causeEventId");
    }
}
