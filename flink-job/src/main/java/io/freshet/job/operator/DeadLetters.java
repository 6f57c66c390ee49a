package io.freshet.job.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.core.domain.DeadLetter;
import io.freshet.core.domain.DeadLetterReason;
import io.freshet.core.domain.Excerpt;
import io.freshet.job.serde.ControlRecord;
import io.freshet.job.serde.RawRecord;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters of records as they came: whatever the record holds, its dead letter can be written.
 */
final class DeadLetters {

    /**
     * Bytes of a bad record that its dead letter holds: with Base64 and the other fields it stays
     * below 1 MiB, which brokers take by default.
     */
    static final int MAX_RAW_BYTES = 512 * 1024;

    /** Messages quote what was found, which may be as long as the record. */
    static final int MAX_MESSAGE_LENGTH = 1_000;

    private DeadLetters() {}

    static DeadLetter of(RawRecord raw, DeadLetterReason reason, String message) {
        return of(raw.topic(), raw.partition(), raw.offset(), reason, message, raw.value());
    }

    static DeadLetter of(ControlRecord record, DeadLetterReason reason, @Nullable String message) {
        return of(
                record.topic(),
                record.partition(),
                record.offset(),
                reason,
                message == null ? reason.name() : message,
                record.value());
    }

    private static DeadLetter of(
            String topic,
            int partition,
            long offset,
            DeadLetterReason reason,
            String message,
            byte @Nullable [] found) {
        byte[] value = found == null ? new byte[0] : found;
        byte[] kept = value.length <= MAX_RAW_BYTES ? value : Arrays.copyOf(value, MAX_RAW_BYTES);
        return new DeadLetter(
                topic, partition, offset, reason, writable(message), value.length, kept);
    }

    /** Cut, and without halves of surrogate pairs, which are no UTF-8. */
    private static String writable(String message) {
        return new String(Excerpt.of(message, MAX_MESSAGE_LENGTH).getBytes(UTF_8), UTF_8);
    }
}
