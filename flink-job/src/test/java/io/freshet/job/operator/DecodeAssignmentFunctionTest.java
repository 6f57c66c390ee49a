package io.freshet.job.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.core.domain.Assignment;
import io.freshet.core.domain.DeadLetter;
import io.freshet.core.domain.DeadLetterReason;
import io.freshet.job.serde.ControlRecord;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of records of the assignments topic. */
class DecodeAssignmentFunctionTest {

    private static final long AT = 1_767_225_600_000L;
    private static final String ASSIGNMENT =
            """
            {"userId": "%s", "experimentId": "x", "variant": "b", "timestamp": 1767225600000}
            """;

    private OneInputStreamOperatorTestHarness<ControlRecord, WindowInput> harness;

    @BeforeEach
    void open() throws Exception {
        harness =
                new OneInputStreamOperatorTestHarness<>(
                        new ProcessOperator<>(new DecodeAssignmentFunction()));
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    private void send(@Nullable String key, @Nullable String value) throws Exception {
        harness.processElement(
                new ControlRecord(
                        "assignments",
                        3,
                        7,
                        AT,
                        key == null ? null : key.getBytes(UTF_8),
                        value == null ? null : value.getBytes(UTF_8)),
                AT);
    }

    private List<DeadLetter> deadLetters() {
        return Objects.requireNonNullElse(
                        harness.getSideOutput(DecodeAssignmentFunction.DEAD_LETTERS),
                        new ArrayDeque<StreamRecord<DeadLetter>>())
                .stream()
                .map(StreamRecord::getValue)
                .toList();
    }

    @Test
    void aRecordSaysWhichVariantItsUserHas() throws Exception {
        send("ann", ASSIGNMENT.formatted("ann"));

        assertThat(harness.extractOutputValues())
                .containsExactly(
                        WindowInput.of(new AssignmentChange("ann", new Assignment("x", "b"), AT)));
        assertThat(deadLetters()).isEmpty();
    }

    @Test
    void aTombstoneTakesBackWhatWasSaidOfItsUser() throws Exception {
        send("ann", null);

        assertThat(harness.extractOutputValues())
                .containsExactly(WindowInput.of(new AssignmentChange("ann", null, AT)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "; {\"userId\": \"ann\"} ; the key is missing, expected the id of a user",
                "; ; the key is missing, expected the id of a user",
                "'' ; ; the key has 0 characters, expected 1 to 256",
                "ann ; '' ; No content",
                "ann ; nonsense ; not JSON",
                "ann ; null ; the value is null, expected a JSON object",
                "ann ; [] ; Cannot deserialize",
                "ann ; {} ; userId is missing, expected the id of a user",
                "ann ; {\"userId\": 7} ; userId: Cannot coerce Integer value (7)",
                "ann ; {\"userId\": \"\"} ; userId has 0 characters, expected 1 to 256",
                "ann ; {\"userId\": \"ann\"} ; experimentId is missing, expected a name",
                "ann ; {\"userId\": \"ann\", \"experimentId\": \"x\"} ; variant is missing",
                "ann ; {\"userId\": \"ann\", \"experimentId\": \"x|y\"} ; experimentId is 'x|y'",
                "ann ; {\"userId\": \"ann\", \"experimentId\": \"x\", \"variant\": \"b\"}"
                        + " ; timestamp is 0, expected epoch milliseconds",
                "ann ; {\"userId\": \"bob\", \"experimentId\": \"x\", \"variant\": \"b\","
                        + " \"timestamp\": 1767225600000} ; the key is 'ann', expected 'bob'",
            })
    void whatSaysNothingOfItsUserIsADeadLetter(
            @Nullable String key, @Nullable String value, String message) throws Exception {
        send(key, value);

        assertThat(harness.extractOutputValues()).isEmpty();
        DeadLetter letter = deadLetters().get(0);
        assertThat(letter.reason()).isEqualTo(DeadLetterReason.NOT_AN_ASSIGNMENT);
        assertThat(letter.message()).contains(message);
        assertThat(letter.topic()).isEqualTo("assignments");
        assertThat(letter.partition()).isEqualTo(3);
        assertThat(letter.offset()).isEqualTo(7);
        assertThat(new String(letter.raw(), UTF_8)).isEqualTo(value == null ? "" : value);
    }

    @Test
    void aDeadLetterOfAHugeRecordCanStillBeWritten() throws Exception {
        send("ann", ASSIGNMENT.formatted("\\ud83e" + "x".repeat(600_000)));
        send("x".repeat(600_000), null);
        send("ann", ASSIGNMENT.formatted("\\ud83e"));

        assertThat(deadLetters()).hasSize(3);
        for (DeadLetter each : deadLetters()) {
            assertThat(each.message()).hasSizeLessThan(1_100);
            assertThat(new ObjectMapper().writeValueAsBytes(each)).hasSizeLessThan(1_000_000);
        }
        assertThat(deadLetters().get(2).message()).isEqualTo("the key is 'ann', expected '?'");
    }

    @Test
    void idsMayHaveAsManyCharactersAsInEvents() throws Exception {
        send("🦊".repeat(256), ASSIGNMENT.formatted("🦊".repeat(256)));
        send("🦊".repeat(257), ASSIGNMENT.formatted("🦊".repeat(257)));

        assertThat(harness.extractOutputValues()).hasSize(1);
        assertThat(deadLetters())
                .extracting(DeadLetter::message)
                .containsExactly("the key has 257 characters, expected 1 to 256");
    }
}
