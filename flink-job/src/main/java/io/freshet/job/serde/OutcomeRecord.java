package io.freshet.job.serde;

import io.freshet.core.domain.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * An outcome as the topic {@code outcomes} has it: written once, held, kept in a checkpoint and
 * sent as it is. Arrays are not copied.
 *
 * @param key the slate's id
 * @param timestamp when it was decided, epoch milliseconds
 * @param json its JSON object
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of bytes, never compared
public record OutcomeRecord(byte[] key, long timestamp, byte[] json) {

    /** The record of an outcome. */
    public static OutcomeRecord of(Outcome outcome) {
        return new OutcomeRecord(
                outcome.slateId().getBytes(StandardCharsets.UTF_8),
                outcome.timestamps().decided(),
                TopicJson.write(outcome));
    }

    /**
     * The record whose JSON was kept.
     *
     * @throws IOException if the bytes hold no outcome
     */
    public static OutcomeRecord ofJson(byte[] json) throws IOException {
        Outcome outcome = TopicJson.read(json, Outcome.class);
        return new OutcomeRecord(
                outcome.slateId().getBytes(StandardCharsets.UTF_8),
                outcome.timestamps().decided(),
                json);
    }

    /**
     * What it says; fields that are not known are left out.
     *
     * @throws IOException if its JSON holds none
     */
    public Outcome outcome() throws IOException {
        return TopicJson.read(json, Outcome.class);
    }
}
