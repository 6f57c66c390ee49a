package io.freshet.job.serde;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.freshet.core.domain.Assignment;
import io.freshet.core.domain.DeadLetter;
import io.freshet.core.domain.DeadLetterReason;
import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.Reason;
import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateItem;
import io.freshet.core.domain.SlateTimestamps;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the job writes meets the schemas of the topics. */
class TopicSerializersTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonMapper NON_NULL =
            JsonMapper.builder().serializationInclusion(JsonInclude.Include.NON_NULL).build();

    private static final Slate SLATE =
            new Slate(
                    "home|Žofie 😀|7",
                    "Žofie 😀",
                    "home",
                    7,
                    List.of(
                            new SlateItem(
                                    "item-1", -1.5f, "catalogue", List.of(new Reason("é", 0.5f))),
                            new SlateItem("item-2", -2, "popular", List.of())),
                    new ModelId("films", "1"),
                    List.of(),
                    "e-1",
                    new SlateTimestamps(1, 2, 3, 4));

    private static JsonSchema schema(String name) {
        return JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(Slate.class.getResourceAsStream(name + ".schema.json"));
    }

    private static ProducerRecord<byte[], byte[]> record(Slate slate) {
        return new SlateSerializer("recommendations").serialize(slate, null, null);
    }

    private static ProducerRecord<byte[], byte[]> record(DeadLetter letter) {
        return new DeadLetterSerializer("dead-letters").serialize(letter, null, null);
    }

    private static DeadLetter letter(DeadLetterReason reason, byte[] raw) {
        return new DeadLetter("events", 3, 42, reason, "what was found", raw.length, raw);
    }

    /** The slate with other slots and experiments. */
    private static Slate slate(List<SlateItem> items, List<Assignment> experiments) {
        return new Slate(
                SLATE.slateId(),
                SLATE.userId(),
                SLATE.surface(),
                SLATE.revision(),
                items,
                SLATE.model(),
                experiments,
                SLATE.causeEventId(),
                SLATE.timestamps());
    }

    @Test
    void aSlateIsAnUpsertOfItsUserAndSurface() {
        ProducerRecord<byte[], byte[]> record = record(SLATE);

        assertThat(record.topic()).isEqualTo("recommendations");
        assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("home|Žofie 😀");
        assertThat(record.partition()).as("the key's").isNull();
        assertThat(record.timestamp()).as("emitted").isEqualTo(4);
        assertThat(record.headers()).isEmpty();
    }

    @Test
    void aSlateHasEveryFieldThatHasAValue() throws IOException {
        Slate whole =
                slate(
                        SLATE.items(),
                        List.of(new Assignment("ranking", "b"), new Assignment("k", "ten")));

        // Data binding knows the fields from the records themselves.
        assertThat(record(whole).value()).isEqualTo(NON_NULL.writeValueAsBytes(whole));
        assertThat(record(SLATE).value()).isEqualTo(NON_NULL.writeValueAsBytes(SLATE));
    }

    @Test
    void aSlateMeetsItsSchema() throws IOException {
        JsonNode json = JSON.readTree(record(SLATE).value());

        assertThat(schema("slate").validate(json)).isEmpty();
        assertThat(json)
                .isEqualTo(
                        JSON.readTree(
                                """
                                {"slateId": "home|Žofie 😀|7", "userId": "Žofie 😀",
                                 "surface": "home", "revision": 7,
                                 "items": [
                                   {"itemId": "item-1", "score": -1.5, "source": "catalogue",
                                    "reasons": [{"itemId": "é", "weight": 0.5}]},
                                   {"itemId": "item-2", "score": -2.0, "source": "popular",
                                    "reasons": []}],
                                 "model": {"name": "films", "version": "1"},
                                 "experiments": [],
                                 "causeEventId": "e-1",
                                 "timestamps":
                                   {"event": 1, "ingested": 2, "scored": 3, "emitted": 4}}
                                """));
    }

    @ParameterizedTest
    @CsvSource({"0.12345, 0.123", "0.0126, 0.013", "1.0004, 1.0", "NaN, 0.0"})
    void weightsAreSharesInThousandths(float weight, String written) {
        Slate slate =
                slate(
                        List.of(
                                new SlateItem(
                                        "i", -1, "catalogue", List.of(new Reason("j", weight)))),
                        List.of());

        assertThat(new String(record(slate).value(), StandardCharsets.UTF_8))
                .contains("\"weight\":" + written + "}");
    }

    @Test
    void aSlateInAnExperimentSaysSo() throws IOException {
        Slate slate = slate(List.of(), List.of(new Assignment("exp", "b")));
        JsonNode json = JSON.readTree(record(slate).value());

        assertThat(schema("slate").validate(json)).isEmpty();
        assertThat(json.at("/experiments/0/experimentId").asText()).isEqualTo("exp");
        assertThat(json.at("/experiments/0/variant").asText()).isEqualTo("b");
        assertThat(json.get("items")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(DeadLetterReason.class)
    void aDeadLetterMeetsItsSchemaAndKeepsTheBytes(DeadLetterReason reason) throws IOException {
        byte[] raw = {0, -1, 'x', '"', (byte) 0xc3};
        ProducerRecord<byte[], byte[]> record = record(letter(reason, raw));
        JsonNode json = JSON.readTree(record.value());

        assertThat(schema("dead-letter").validate(json)).isEmpty();
        assertThat(json.get("raw").binaryValue()).isEqualTo(raw);
        assertThat(json.get("reason").asText()).isEqualTo(reason.name());
        assertThat(json.get("offset").asLong()).isEqualTo(42);
        assertThat(record.topic()).isEqualTo("dead-letters");
        assertThat(record.key()).isNull();
    }

    @Test
    void aDeadLetterInAFileIsTheSameObjectOnALine() throws IOException {
        DeadLetter letter = letter(DeadLetterReason.EMPTY, new byte[0]);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        DeadLetterEncoder encoder = new DeadLetterEncoder();

        encoder.encode(letter, file);
        encoder.encode(letter, file);

        String line = new String(record(letter).value(), StandardCharsets.UTF_8) + '\n';
        assertThat(file.toString(StandardCharsets.UTF_8)).isEqualTo(line + line);
        assertThat(line.strip()).doesNotContain("\n");
    }
}
