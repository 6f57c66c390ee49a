package io.freshet.job.serde;

import static java.util.Objects.requireNonNull;

/**
 * A behaviour window to learn from.
 *
 * @param userId whose window
 * @param revision the window's revision
 * @param targets how many of its last entries are to be predicted, each from those before it
 * @param window the window, packed
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes of a state value, never compared
public record TrainingRow(String userId, long revision, int targets, byte[] window) {

    public TrainingRow {
        requireNonNull(userId, "userId");
        requireNonNull(window, "window");
        if (targets < 1) {
            throw new IllegalArgumentException("targets must be at least 1 but is " + targets);
        }
    }
}
