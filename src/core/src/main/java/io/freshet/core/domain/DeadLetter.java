package io.freshet.core.domain;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * A record that could not become an event, with everything needed to find, mend and send it again.
 *
 * @param topic where it was read
 * @param partition partition of that topic
 * @param offset offset in that partition
 * @param reason machine-readable cause
 * @param message what was found and what was expected, for people
 * @param size bytes of the record's value
 * @param raw the record's value as it came, Base64 in JSON; its beginning where it is very large
 */
public record DeadLetter(
        String topic,
        int partition,
        long offset,
        DeadLetterReason reason,
        String message,
        int size,
        byte[] raw) {

    public DeadLetter {
        requireNonNull(topic, "topic");
        requireNonNull(reason, "reason");
        requireNonNull(message, "message");
        requireNonNull(raw, "raw");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DeadLetter that
                && topic.equals(that.topic)
                && partition == that.partition
                && offset == that.offset
                && reason == that.reason
                && message.equals(that.message)
                && size == that.size
                && Arrays.equals(raw, that.raw);
    }

    @Override
    public int hashCode() {
        return (topic.hashCode() * 31 + partition) * 31 + Long.hashCode(offset);
    }
}
