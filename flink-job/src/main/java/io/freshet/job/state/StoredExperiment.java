package io.freshet.job.state;

import static java.util.Objects.requireNonNull;

/**
 * An experiment as its topic has it.
 *
 * @param experimentId key of its record
 * @param json value of its record
 * @param timestamp of its record, epoch milliseconds: from when it runs if it has no start
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of bytes, never compared
public record StoredExperiment(String experimentId, byte[] json, long timestamp) {

    public StoredExperiment {
        requireNonNull(experimentId, "experimentId");
        requireNonNull(json, "json");
    }
}
