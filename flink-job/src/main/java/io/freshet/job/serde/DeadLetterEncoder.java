package io.freshet.job.serde;

import io.freshet.core.domain.DeadLetter;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.flink.api.common.serialization.Encoder;

/** A dead letter as a line of JSON, the same object that its topic has. */
public final class DeadLetterEncoder implements Encoder<DeadLetter> {

    private static final long serialVersionUID = 1L;

    @Override
    public void encode(DeadLetter letter, OutputStream stream) throws IOException {
        stream.write(TopicJson.write(letter));
        stream.write('\n');
    }
}
