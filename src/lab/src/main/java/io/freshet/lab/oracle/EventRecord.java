package io.freshet.lab.oracle;

import org.jspecify.annotations.Nullable;

/**
 * A record of the events topic.
 *
 * @param appended when the broker took it, epoch milliseconds
 */
@SuppressWarnings("ArrayRecordComponent") // Raw bytes that nobody compares.
public record EventRecord(int partition, long offset, long appended, byte @Nullable [] value) {

    /** Where a record stands. */
    public record Position(int partition, long offset) {}

    public Position position() {
        return new Position(partition, offset);
    }
}
