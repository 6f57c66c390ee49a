package io.freshet.job.serde;

import io.freshet.core.domain.Outcome;
import java.io.IOException;

/** An outcome as JSON, as the topic {@code outcomes} has it. */
public final class OutcomeJson {

    private OutcomeJson() {}

    /** The bytes of its JSON object. */
    public static byte[] write(Outcome outcome) {
        return TopicJson.write(outcome);
    }

    /**
     * The outcome that was written; fields that are not known are left out.
     *
     * @throws IOException if the bytes hold none
     */
    public static Outcome read(byte[] bytes) throws IOException {
        return TopicJson.read(bytes, Outcome.class);
    }
}
