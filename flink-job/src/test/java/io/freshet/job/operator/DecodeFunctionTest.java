package io.freshet.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.domain.DeadLetter;
import io.freshet.core.domain.DeadLetterReason;
import io.freshet.core.domain.Interaction;
import io.freshet.job.serde.InteractionRules;
import io.freshet.job.serde.RawRecord;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.clusterframework.types.ResourceID;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.metrics.groups.TaskManagerMetricGroup;
import org.apache.flink.runtime.metrics.groups.TaskMetricGroup;
import org.apache.flink.runtime.metrics.util.TestingMetricRegistry;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of raw records. */
class DecodeFunctionTest {

    private static final long NOW = 1_767_225_600_000L;
    private static final int MAX_BYTES = 1_000_000;

    private final Map<DeadLetterReason, Counter> counters = new EnumMap<>(DeadLetterReason.class);

    private OneInputStreamOperatorTestHarness<RawRecord, ArrivedInteraction> harness;

    @BeforeEach
    void open() throws Exception {
        DecodeFunction function =
                new DecodeFunction(
                        InteractionRules.of(List.of("view"), 0, MAX_BYTES),
                        Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC));
        harness =
                new OneInputStreamOperatorTestHarness<>(
                        new ProcessOperator<>(function),
                        TypeInformation.of(RawRecord.class)
                                .createSerializer(new SerializerConfigImpl()),
                        new MockEnvironmentBuilder().setMetricGroup(metrics()).build());
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    private TaskMetricGroup metrics() {
        TestingMetricRegistry registry =
                TestingMetricRegistry.builder().setRegisterConsumer(this::register).build();
        return TaskManagerMetricGroup.createTaskManagerMetricGroup(
                        registry, "localhost", ResourceID.generate())
                .addJob(new JobID(), "job")
                .addTask(ExecutionAttemptID.randomId(), "task");
    }

    private void register(Metric metric, String name, MetricGroup group) {
        if (name.equals("deadLetters")) {
            String reason = group.getAllVariables().get("<reason>");
            counters.put(DeadLetterReason.valueOf(reason), (Counter) metric);
        }
    }

    private void process(byte[] value) throws Exception {
        harness.processElement(
                new StreamRecord<>(new RawRecord("events", 3, 42, NOW + 7, false, value)));
    }

    private void process(String value) throws Exception {
        process(value.getBytes(StandardCharsets.UTF_8));
    }

    private List<DeadLetter> deadLetters() {
        var letters = harness.getSideOutput(DecodeFunction.DEAD_LETTERS);
        return letters == null ? List.of() : letters.stream().map(StreamRecord::getValue).toList();
    }

    @Test
    void whereTheBrokerSaysWhenARecordArrivedItSaysSoWheneverItIsRead() throws Exception {
        byte[] value =
                ("{\"eventId\":\"e\",\"userId\":\"u\",\"itemId\":\"i\",\"type\":\"view\","
                                + "\"timestamp\":"
                                + NOW
                                + "}")
                        .getBytes(StandardCharsets.UTF_8);
        long longBefore = NOW - 3_600_000;

        harness.processElement(
                new StreamRecord<>(new RawRecord("events", 0, 1, longBefore, true, value)));
        assertThat(deadLetters())
                .extracting(DeadLetter::reason)
                .containsExactly(DeadLetterReason.TIMESTAMP_IN_FUTURE);

        harness.processElement(
                new StreamRecord<>(new RawRecord("events", 0, 1, longBefore, false, value)));
        assertThat(harness.extractOutputValues()).as("by this machine's clock").hasSize(1);
    }

    @Test
    void anInteractionGoesOnWithTheTimeOfItsRecord() throws Exception {
        process(
                "{\"eventId\":\"e\",\"userId\":\"u\",\"itemId\":\"i\",\"type\":\"view\","
                        + "\"timestamp\":1767225600000}");

        assertThat(harness.extractOutputValues())
                .containsExactly(
                        new ArrivedInteraction(
                                Interaction.of("e", "u", "i", "view", NOW), NOW + 7));
        assertThat(deadLetters()).isEmpty();
        assertThat(counters.values()).extracting(Counter::getCount).containsOnly(0L);
    }

    @Test
    void aBadRecordLeavesByTheSideWithWhereItCameFromAndWhy() throws Exception {
        process("{}");

        assertThat(harness.extractOutputValues()).isEmpty();
        assertThat(deadLetters())
                .containsExactly(
                        new DeadLetter(
                                "events",
                                3,
                                42,
                                DeadLetterReason.MISSING_FIELD,
                                "eventId is missing, expected a string",
                                2,
                                new byte[] {'{', '}'}));
    }

    @Test
    void aTombstoneIsALetterWithoutBytes() throws Exception {
        process((byte[]) null);

        DeadLetter letter = deadLetters().get(0);
        assertThat(letter.reason()).isEqualTo(DeadLetterReason.EMPTY);
        assertThat(letter.size()).isZero();
        assertThat(letter.raw()).isEmpty();
    }

    @Test
    void aLetterHoldsTheBeginningOfAVeryLargeRecord() throws Exception {
        byte[] large = new byte[MAX_BYTES + 1];
        Arrays.fill(large, (byte) ' ');
        large[0] = '{';

        process(large);

        DeadLetter letter = deadLetters().get(0);
        assertThat(letter.reason()).isEqualTo(DeadLetterReason.TOO_LARGE);
        assertThat(letter.size()).isEqualTo(MAX_BYTES + 1);
        assertThat(letter.raw()).hasSize(DeadLetters.MAX_RAW_BYTES).startsWith('{', ' ');
    }

    @Test
    void lettersAreCountedByReason() throws Exception {
        process("nonsense");
        process("more nonsense");
        process("[]");

        assertThat(counters).containsOnlyKeys(DeadLetterReason.values());
        assertThat(counters.get(DeadLetterReason.NOT_JSON).getCount()).isEqualTo(2);
        assertThat(counters.get(DeadLetterReason.NOT_AN_OBJECT).getCount()).isEqualTo(1);
        assertThat(counters.get(DeadLetterReason.EMPTY).getCount()).isZero();
    }
}
