package io.freshet.job.serde;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.core.domain.Interaction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Every sound interaction decodes to itself, however its JSON is written. */
class InteractionDecoderPropertiesTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonMapper ASCII =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final long LATEST = InteractionJson.NOW + 300_000;

    private static final InteractionDecoder DECODER =
            new InteractionDecoder(
                    InteractionRules.of(List.of("view", "click"), 300_000, 1_048_576));

    @Provide
    Arbitrary<Interaction> interactions() {
        Arbitrary<String> ids = TestingText.unicode(1, Interaction.MAX_ID_LENGTH);
        return Combinators.combine(
                        ids,
                        ids,
                        ids,
                        Arbitraries.of("view", "click"),
                        Arbitraries.longs().between(Interaction.EARLIEST_TIMESTAMP, LATEST),
                        ids.injectNull(0.3),
                        TestingText.unicode(1, Interaction.MAX_SLATE_ID_LENGTH).injectNull(0.3),
                        Arbitraries.doubles().between(-1e12, 1e12).injectNull(0.3))
                .as(Interaction::new);
    }

    /** Fields that no interaction has, with values of every kind. */
    @Provide
    Arbitrary<Map<String, JsonNode>> unknownFields() {
        Set<String> known = InteractionJson.fields().keySet();
        Arbitrary<JsonNode> plain =
                Arbitraries.oneOf(
                        TestingText.unicode(0, 10).map(JSON::valueToTree),
                        Arbitraries.doubles().map(JSON::valueToTree),
                        Arbitraries.bigIntegers().map(JSON::valueToTree),
                        Arbitraries.of(true, false).injectNull(0.5).map(JSON::valueToTree));
        Arbitrary<JsonNode> deep =
                Arbitraries.recursive(
                        () -> plain,
                        inner -> Combinators.combine(inner, plain).as(this::nest),
                        0,
                        5);
        return Arbitraries.maps(
                        TestingText.unicode(0, 8).filter(name -> !known.contains(name)), deep)
                .ofMaxSize(4);
    }

    private JsonNode nest(JsonNode inner, JsonNode beside) {
        ObjectNode nested = JSON.createObjectNode();
        nested.putArray("userId").add(beside).add(inner);
        return nested;
    }

    @Property(tries = 300)
    void decodesToItselfInEveryOrderOfFieldsAndBesideUnknownOnes(
            @ForAll("interactions") Interaction interaction,
            @ForAll("unknownFields") Map<String, JsonNode> unknown,
            @ForAll Random random)
            throws JsonProcessingException {
        ObjectNode tree = JSON.valueToTree(interaction);
        tree.setAll(unknown);
        ObjectNode shuffled = shuffled(tree, random);

        for (JsonMapper mapper : List.of(JSON, ASCII)) {
            assertThat(DECODER.decode(mapper.writeValueAsBytes(shuffled), InteractionJson.NOW))
                    .isEqualTo(new Decoded.Accepted(interaction));
        }
    }

    private static ObjectNode shuffled(ObjectNode tree, Random random) {
        List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(tree.properties());
        Collections.shuffle(fields, random);
        ObjectNode shuffled = JSON.createObjectNode();
        fields.forEach(field -> shuffled.set(field.getKey(), field.getValue()));
        return shuffled;
    }

    @Property(tries = 300)
    void rejectsWithAReasonWhereAMandatoryFieldIsMissing(
            @ForAll("interactions") Interaction interaction) throws JsonProcessingException {
        for (String field : List.of("eventId", "userId", "itemId", "type", "timestamp")) {
            ObjectNode tree = JSON.valueToTree(interaction);
            tree.remove(field);

            assertThat(DECODER.decode(JSON.writeValueAsBytes(tree), InteractionJson.NOW))
                    .isInstanceOfSatisfying(
                            Decoded.Rejected.class,
                            rejected -> assertThat(rejected.message()).startsWith(field));
        }
    }
}
