package io.freshet.core.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.freshet.core.experiment.AssignmentRule;
import io.freshet.core.experiment.Changes;
import io.freshet.core.experiment.Experiment;
import io.freshet.core.experiment.ExperimentState;
import io.freshet.core.experiment.ExperimentStatus;
import io.freshet.core.experiment.ExternalAssignment;
import io.freshet.core.experiment.Layer;
import io.freshet.core.experiment.Variant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The records of the domain and the JSON Schemas of the topics say the same. */
class SchemasTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Interaction INTERACTION =
            new Interaction("e", "u", "i", "view", 1_767_225_600_000L, "home", "home|u|1", 9.5);
    private static final Slate SLATE =
            new Slate(
                    Slate.idOf("home", "u", 1),
                    "u",
                    "home",
                    1,
                    List.of(
                            new SlateItem("i", -1.5f, "catalogue", List.of(new Reason("j", 1f))),
                            new SlateItem("k", -2f, "popular", List.of())),
                    new ModelId("m", "1"),
                    List.of(),
                    "e",
                    new SlateTimestamps(1, 2, 3, 4));
    private static final DeadLetter DEAD_LETTER =
            new DeadLetter("events", 0, 7, DeadLetterReason.NOT_JSON, "why", 2, new byte[] {1, 2});
    private static final Item ITEM =
            new Item(
                    "i",
                    "Amber Kite",
                    "jazz",
                    true,
                    9.5,
                    1_767_225_600_000L,
                    Map.of("language", "en"));

    private static final ModelRelease RELEASE =
            new ModelRelease("default", "s3://bundles/m-2", "0a".repeat(32), "m", "2");
    private static final ModelStatus STATUS =
            new ModelStatus(
                    "default",
                    ModelStatus.State.REJECTED,
                    RELEASE,
                    "file model.onnx is missing",
                    new ModelId("m", "1"),
                    3,
                    4,
                    1_767_225_600_000L);
    private static final Outcome ANSWERED =
            new Outcome(
                    Outcome.idOf("home|u|1", "e"),
                    OutcomeKind.INTERACTION,
                    "u",
                    "home|u|1",
                    "home",
                    1,
                    Shown.EXPOSURE,
                    "x",
                    3,
                    new AttributedInteraction("e", "i", 0, "catalogue", "click", 9.5, 3),
                    new ModelId("m", "1"),
                    List.of(new Assignment("ranking", "b")),
                    new OutcomeTimestamps(1, 2L, 4));
    private static final Outcome UNANSWERED =
            new Outcome(
                    Outcome.idOf("home|u|1", null),
                    OutcomeKind.UNANSWERED,
                    "u",
                    "home|u|1",
                    "home",
                    1,
                    Shown.STANDING_SLATE,
                    null,
                    3,
                    null,
                    new ModelId("m", "1"),
                    List.of(),
                    new OutcomeTimestamps(1, null, 4));

    /** With the type that its record on the topic has besides. */
    private static ObjectNode exposure() {
        Exposure exposure =
                new Exposure("x", "u", "home|u|1", 1_767_225_600_000L, List.of(0, 1, 7));
        ObjectNode tree = JSON.valueToTree(exposure);
        return tree.put("type", Exposure.TYPE);
    }

    private static final Experiment EXPERIMENT =
            new Experiment(
                    "x",
                    "a7c1",
                    new Layer("ranking", 0.0, 0.5),
                    AssignmentRule.HASH,
                    List.of("home"),
                    1_767_225_600_000L,
                    1_768_435_200_000L,
                    "control",
                    List.of(
                            new Variant("control", 0.5, null),
                            new Variant(
                                    "treatment",
                                    0.5,
                                    new Changes(
                                            "challenger",
                                            10,
                                            SeenPolicy.DROP,
                                            Map.of("catalogue", 0)))));
    private static final ExternalAssignment EXTERNAL_ASSIGNMENT =
            new ExternalAssignment("u", "x", "treatment", 1_767_225_600_000L);
    private static final ExperimentStatus EXPERIMENT_STATUS =
            new ExperimentStatus("x", ExperimentState.REFUSED, "why", 1_767_225_600_000L);

    static Stream<Arguments> records() {
        return Stream.of(
                Arguments.of("exposure", exposure()),
                Arguments.of("outcome", ANSWERED),
                Arguments.of("outcome", UNANSWERED),
                Arguments.of("interaction", INTERACTION),
                Arguments.of("slate", SLATE),
                Arguments.of("dead-letter", DEAD_LETTER),
                Arguments.of("item", ITEM),
                Arguments.of("model-release", RELEASE),
                Arguments.of("model-status", STATUS),
                Arguments.of("experiment", EXPERIMENT),
                Arguments.of("external-assignment", EXTERNAL_ASSIGNMENT),
                Arguments.of("experiment-status", EXPERIMENT_STATUS));
    }

    private static JsonSchema schema(String name) {
        return JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(SchemasTest.class.getResourceAsStream(name + ".schema.json"));
    }

    @ParameterizedTest
    @MethodSource("records")
    void aRecordMeetsItsSchema(String name, Object value) {
        assertThat(schema(name).validate(JSON.valueToTree(value))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("records")
    void theSchemaNamesEveryField(String name, Object value) {
        ObjectNode tree = JSON.valueToTree(value);
        JsonNode properties = schema(name).getSchemaNode().get("properties");
        assertThat(properties.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrderElementsOf(() -> tree.fieldNames());
    }

    @ParameterizedTest
    @MethodSource("records")
    void everyRequiredFieldIsRequired(String name, Object value) {
        JsonSchema schema = schema(name);
        for (JsonNode required : schema.getSchemaNode().get("required")) {
            ObjectNode tree = JSON.valueToTree(value);
            tree.remove(required.asText());
            assertThat(schema.validate(tree)).as("without %s", required).isNotEmpty();
        }
    }

    static Stream<Arguments> partsOfAnExperiment() {
        String variant = "/properties/variants/items";
        return Stream.of(
                Arguments.of("/properties/layer", Layer.class),
                Arguments.of(variant, Variant.class),
                Arguments.of(variant + "/properties/changes", Changes.class));
    }

    @ParameterizedTest
    @MethodSource("partsOfAnExperiment")
    void theSchemaNamesEveryFieldOfThePartsOfAnExperiment(String place, Class<?> type) {
        assertThat(schema("experiment").getSchemaNode().at(place + "/properties").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(type.getRecordComponents()).map(each -> each.getName()).toList());
    }
}
