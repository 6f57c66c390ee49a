package io.freshet.job.serde;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.SerializedString;
import io.freshet.core.domain.Assignment;
import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.Reason;
import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateItem;
import io.freshet.core.domain.SlateTimestamps;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A slate as JSON, written field by field: a slate has some two hundred of them, and data binding
 * is the most expensive step of the whole job where it writes them. Weights of reasons, three of
 * four numbers of a slate, are written in thousandths.
 */
final class SlateJson {

    private static final JsonFactory JSON =
            JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build();
    private static final int USUAL_BYTES = 4_096;

    private static final SerializableString SLATE_ID = new SerializedString("slateId");
    private static final SerializableString USER_ID = new SerializedString("userId");
    private static final SerializableString SURFACE = new SerializedString("surface");
    private static final SerializableString REVISION = new SerializedString("revision");
    private static final SerializableString ITEMS = new SerializedString("items");
    private static final SerializableString ITEM_ID = new SerializedString("itemId");
    private static final SerializableString SCORE = new SerializedString("score");
    private static final SerializableString SOURCE = new SerializedString("source");
    private static final SerializableString REASONS = new SerializedString("reasons");
    private static final SerializableString WEIGHT = new SerializedString("weight");

    private static final int THOUSANDTHS = 1_000;

    /** Every weight that can be written. */
    private static final SerializableString[] WEIGHTS =
            IntStream.rangeClosed(0, THOUSANDTHS)
                    .mapToObj(each -> Float.toString(each / (float) THOUSANDTHS))
                    .map(SerializedString::new)
                    .toArray(SerializableString[]::new);

    private SlateJson() {}

    /** The bytes of its JSON object. */
    static byte[] write(Slate slate) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            text(out, SLATE_ID, slate.slateId());
            text(out, USER_ID, slate.userId());
            text(out, SURFACE, slate.surface());
            out.writeFieldName(REVISION);
            out.writeNumber(slate.revision());
            out.writeFieldName(ITEMS);
            out.writeStartArray();
            for (SlateItem item : slate.items()) {
                item(out, item);
            }
            out.writeEndArray();
            model(out, slate.model());
            experiments(out, slate.experiments());
            out.writeStringField("causeEventId", slate.causeEventId());
            timestamps(out, slate.timestamps());
            out.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void item(JsonGenerator out, SlateItem item) throws IOException {
        out.writeStartObject();
        text(out, ITEM_ID, item.itemId());
        out.writeFieldName(SCORE);
        out.writeNumber(item.score());
        text(out, SOURCE, item.source());
        out.writeFieldName(REASONS);
        out.writeStartArray();
        for (Reason reason : item.reasons()) {
            out.writeStartObject();
            text(out, ITEM_ID, reason.itemId());
            out.writeFieldName(WEIGHT);
            out.writeRawValue(weight(reason));
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    /** Attention that was rounded may be a little more than all of it. */
    private static SerializableString weight(Reason reason) {
        int thousandths = Math.round(reason.weight() * THOUSANDTHS);
        return WEIGHTS[Math.max(0, Math.min(THOUSANDTHS, thousandths))];
    }

    private static void model(JsonGenerator out, ModelId model) throws IOException {
        out.writeObjectFieldStart("model");
        out.writeStringField("name", model.name());
        out.writeStringField("version", model.version());
        out.writeEndObject();
    }

    private static void experiments(JsonGenerator out, List<Assignment> experiments)
            throws IOException {
        out.writeArrayFieldStart("experiments");
        for (Assignment each : experiments) {
            out.writeStartObject();
            out.writeStringField("experimentId", each.experimentId());
            out.writeStringField("variant", each.variant());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void timestamps(JsonGenerator out, SlateTimestamps timestamps)
            throws IOException {
        out.writeObjectFieldStart("timestamps");
        out.writeNumberField("event", timestamps.event());
        out.writeNumberField("ingested", timestamps.ingested());
        out.writeNumberField("scored", timestamps.scored());
        out.writeNumberField("emitted", timestamps.emitted());
        out.writeEndObject();
    }

    private static void text(JsonGenerator out, SerializableString name, String value)
            throws IOException {
        out.writeFieldName(name);
        out.writeString(value);
    }
}
