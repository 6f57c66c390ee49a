package io.freshet.job.serde;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.freshet.core.domain.DeadLetter;
import io.freshet.core.domain.Interaction;
import java.io.IOException;
import java.util.List;

/** Whatever bytes a record has: an interaction within the rules, or a dead letter. */
class InteractionDecoderFuzzTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(VersionFlag.V202012)
                    .getSchema(Interaction.class.getResourceAsStream("interaction.schema.json"));

    private static final InteractionDecoder DECODER =
            new InteractionDecoder(InteractionRules.of(List.of("view", "click"), 300_000, 4_096));

    @FuzzTest
    void decodesOrRejects(byte[] value) throws IOException {
        Decoded decoded = DECODER.decode(value, InteractionJson.NOW);

        assertThat(DECODER.decode(value.clone(), InteractionJson.NOW)).isEqualTo(decoded);
        if (decoded instanceof Decoded.Accepted accepted) {
            assertSound(accepted.interaction());
        } else if (decoded instanceof Decoded.Rejected rejected) {
            assertDeadLetterCanBeWritten(rejected, value);
        }
    }

    private static void assertSound(Interaction interaction) throws IOException {
        JsonNode tree = JSON.valueToTree(interaction);
        assertThat(SCHEMA.validate(tree)).isEmpty();
        assertThat(interaction.timestamp()).isLessThanOrEqualTo(InteractionJson.NOW + 300_000);
        assertThat(DECODER.decode(JSON.writeValueAsBytes(tree), InteractionJson.NOW))
                .isEqualTo(new Decoded.Accepted(interaction));
    }

    private static void assertDeadLetterCanBeWritten(Decoded.Rejected rejected, byte[] value)
            throws IOException {
        DeadLetter letter =
                new DeadLetter(
                        "events", 0, 1, rejected.reason(), rejected.message(), value.length, value);
        byte[] written =
                new DeadLetterSerializer("dead-letters").serialize(letter, null, null).value();
        assertThat(JSON.readValue(written, DeadLetter.class)).isEqualTo(letter);
    }
}
