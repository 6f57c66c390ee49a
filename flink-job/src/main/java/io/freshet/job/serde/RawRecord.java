package io.freshet.job.serde;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A record of the {@code events} topic as it came, before anybody knows whether it is an event.
 *
 * @param topic where it was read
 * @param partition partition of that topic
 * @param offset offset in that partition
 * @param timestamp the record's own timestamp, epoch milliseconds
 * @param isAppendTime whether that is when the broker took it; else it is what the sender says
 * @param value its bytes, null for a tombstone
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of bytes, never compared
public record RawRecord(
        String topic,
        int partition,
        long offset,
        long timestamp,
        boolean isAppendTime,
        byte @Nullable [] value) {

    public RawRecord {
        requireNonNull(topic, "topic");
    }
}
