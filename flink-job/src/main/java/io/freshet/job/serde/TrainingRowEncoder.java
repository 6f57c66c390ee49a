package io.freshet.job.serde;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.freshet.core.behaviour.BehaviourEntry;
import io.freshet.core.behaviour.BehaviourWindowFormat;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.flink.api.common.serialization.Encoder;

/**
 * A training row as a line of JSON: {@code {"userId", "revision", "targets", "behaviour":
 * [{"itemId", "type", "timestamp"}]}}, oldest entry first.
 */
public final class TrainingRowEncoder implements Encoder<TrainingRow> {

    private static final long serialVersionUID = 1L;

    private static final JsonFactory JSON =
            new JsonFactory().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

    @Override
    public void encode(TrainingRow row, OutputStream stream) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(stream)) {
            json.writeStartObject();
            json.writeStringField("userId", row.userId());
            json.writeNumberField("revision", row.revision());
            json.writeNumberField("targets", row.targets());
            json.writeArrayFieldStart("behaviour");
            for (BehaviourEntry entry : BehaviourWindowFormat.unpack(row.window()).entries()) {
                json.writeStartObject();
                json.writeStringField("itemId", entry.itemId());
                json.writeStringField("type", entry.type());
                json.writeNumberField("timestamp", entry.timestamp());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }
}
