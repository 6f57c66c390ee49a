package io.freshet.job.serde;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.freshet.core.domain.Assignment;
import io.freshet.core.domain.AttributedInteraction;
import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.ModelRelease;
import io.freshet.core.domain.ModelStatus;
import io.freshet.core.domain.Outcome;
import io.freshet.core.domain.OutcomeKind;
import io.freshet.core.domain.OutcomeTimestamps;
import io.freshet.core.domain.Shown;
import io.freshet.core.domain.Slate;
import io.freshet.core.experiment.ExperimentState;
import io.freshet.core.experiment.ExperimentStatus;
import io.freshet.core.experiment.VariantMetrics;
import io.freshet.core.experiment.VariantMetrics.Beside;
import io.freshet.core.experiment.VariantMetrics.Coverage;
import io.freshet.core.experiment.VariantMetrics.Figure;
import io.freshet.core.experiment.VariantMetrics.Freshness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys, times and schemas of what the job says of releases, experiments and slates shown. */
class FeedSerializersTest {

    private static final long AT = 1_767_225_600_000L;

    private static final ModelStatus MODEL_STATUS =
            new ModelStatus(
                    "default",
                    ModelStatus.State.LOADING,
                    new ModelRelease("default", "s3://b/2", "ab".repeat(32), "films", "2"),
                    null,
                    new ModelId("films", "1"),
                    1,
                    2,
                    AT);
    private static final Outcome OUTCOME =
            new Outcome(
                    Outcome.idOf("home|Žofie|7", "e"),
                    OutcomeKind.INTERACTION,
                    "Žofie",
                    "home|Žofie|7",
                    "home",
                    7,
                    Shown.STANDING_SLATE,
                    null,
                    20,
                    new AttributedInteraction("e", "i", 3, "popular", "click", null, AT - 5),
                    new ModelId("films", "2"),
                    List.of(new Assignment("one", "b")),
                    new OutcomeTimestamps(AT - 9, AT - 5, AT));
    private static final ExperimentStatus EXPERIMENT_STATUS =
            new ExperimentStatus("one", ExperimentState.REFUSED, "no shares", AT);
    private static final VariantMetrics VARIANT_METRICS =
            new VariantMetrics(
                    "one",
                    "b",
                    false,
                    AT,
                    100,
                    900,
                    90,
                    3,
                    12.5,
                    0.4,
                    new Coverage(120, 0.8),
                    new Freshness(900, 12, 240),
                    List.of(
                            new Figure("click-through-rate", 0.1, 0.01, null),
                            new Figure(
                                    "clicks-per-user",
                                    0.9,
                                    0.02,
                                    new Beside(0.1, -0.1, 0.3, 0.12, -0.11, 0.4, 0.2, 0.1))));

    static Stream<Arguments> feeds() {
        return Stream.of(
                Arguments.of(
                        "model-status", new ModelStatusSerializer("t"), MODEL_STATUS, "default"),
                Arguments.of(
                        "outcome",
                        new OutcomeSerializer("t"),
                        OutcomeRecord.of(OUTCOME),
                        "home|Žofie|7"),
                Arguments.of(
                        "experiment-status",
                        new ExperimentStatusSerializer("t"),
                        EXPERIMENT_STATUS,
                        "one"),
                Arguments.of(
                        "experiment-metrics",
                        new VariantMetricsSerializer("t"),
                        VARIANT_METRICS,
                        "one|b"));
    }

    @ParameterizedTest
    @MethodSource("feeds")
    <T> void aRecordHasItsKeyItsTimeAndItsSchema(
            String schema, KafkaRecordSerializationSchema<T> serializer, T value, String key)
            throws IOException {
        ProducerRecord<byte[], byte[]> record = serializer.serialize(value, null, null);
        JsonNode json = new ObjectMapper().readTree(record.value());

        assertThat(record.topic()).isEqualTo("t");
        assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo(key);
        assertThat(record.timestamp()).isEqualTo(AT);
        assertThat(
                        JsonSchemaFactory.getInstance(VersionFlag.V202012)
                                .getSchema(Slate.class.getResourceAsStream(schema + ".schema.json"))
                                .validate(json))
                .isEmpty();
    }
}
