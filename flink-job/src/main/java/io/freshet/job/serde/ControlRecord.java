package io.freshet.job.serde;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A record of a topic by which the job is told what to do, as it came.
 *
 * @param topic where it was read
 * @param partition partition of that topic
 * @param offset offset in that partition
 * @param timestamp the record's own timestamp, epoch milliseconds
 * @param key its key, null if it has none
 * @param value its bytes, null for a tombstone
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of bytes, never compared
public record ControlRecord(
        String topic,
        int partition,
        long offset,
        long timestamp,
        byte @Nullable [] key,
        byte @Nullable [] value) {

    public ControlRecord {
        requireNonNull(topic, "topic");
    }
}
