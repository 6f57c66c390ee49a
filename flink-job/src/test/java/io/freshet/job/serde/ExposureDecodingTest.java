package io.freshet.job.serde;

import static io.freshet.job.serde.InteractionJson.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.domain.DeadLetterReason;
import io.freshet.core.domain.Exposure;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is an exposure, and what is said of a record that is none. */
class ExposureDecodingTest {

    private static final InteractionRules RULES =
            InteractionRules.of(List.of("view", "click"), 300_000, 4_096);
    private static final InteractionDecoder DECODER = InteractionDecoder.withExposures(RULES);

    private static final Exposure SOME =
            new Exposure("x-1", "ann", "home|ann|7", NOW, List.of(0, 1, 7));

    private static Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("eventId", "\"x-1\"");
        fields.put("userId", "\"ann\"");
        fields.put("slots", "[0, 1, 7]");
        fields.put("type", "\"exposure\"");
        fields.put("slateId", "\"home|ann|7\"");
        fields.put("timestamp", Long.toString(NOW));
        return fields;
    }

    private static String with(String field, String value) {
        Map<String, String> fields = fields();
        fields.put(field, value);
        return InteractionJson.json(fields);
    }

    private static Decoded decode(String json) {
        return DECODER.decode(json.getBytes(StandardCharsets.UTF_8), NOW);
    }

    @Test
    void readsEveryField() {
        assertThat(decode(InteractionJson.json(fields()))).isEqualTo(new Decoded.Exposed(SOME));
    }

    @Test
    void aSlotThatIsNamedAgainChangesNothing() {
        assertThat(decode(with("slots", "[7" + ",0,1,7,0".repeat(400) + "]")))
                .isEqualTo(new Decoded.Exposed(SOME));
        assertThat(new Exposure("x-1", "ann", "home|ann|7", NOW, List.of(7, 0, 1, 0)))
                .isEqualTo(SOME);
    }

    @Test
    void withoutSlotsAllWereShown() {
        Decoded all = new Decoded.Exposed(Exposure.ofAll("x-1", "ann", "home|ann|7", NOW));
        Map<String, String> fields = fields();
        fields.remove("slots");

        assertThat(decode(InteractionJson.json(fields))).isEqualTo(all);
        assertThat(decode(with("slots", "null"))).isEqualTo(all);
    }

    @Test
    void ignoresWhatAnExposureHasNot() {
        assertThat(decode(with("surface", "\"home\""))).isEqualTo(new Decoded.Exposed(SOME));
        assertThat(decode(with("more", "[{\"slots\":[9]}]"))).isEqualTo(new Decoded.Exposed(SOME));
    }

    @ParameterizedTest
    @ValueSource(strings = {"eventId", "userId", "slateId", "timestamp"})
    void saysWhichFieldIsMissing(String field) {
        Map<String, String> fields = fields();
        fields.remove(field);

        assertThat(decode(InteractionJson.json(fields)))
                .isInstanceOfSatisfying(
                        Decoded.Rejected.class,
                        rejected -> {
                            assertThat(rejected.reason()).isEqualTo(DeadLetterReason.MISSING_FIELD);
                            assertThat(rejected.message()).startsWith(field + " is missing");
                        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "7 > slots is an integer, expected an array of integers",
                "{\"0\":[1]} > slots is an object, expected an array of integers",
                "[] > slots is empty, expected at least one slot, or no field",
                "[1,\"2\"] > slots[1] is a string, expected an integer",
                "[[1],{\"a\":[]}] > slots[0] is an array, expected an integer",
                "[0.5] > slots[0] is a number with a fraction, expected an integer",
                "[null] > slots[0] is null, expected an integer",
                "[0,-1] > slots[1] is out of range, expected 0 to 999",
                "[1000] > slots[0] is out of range, expected 0 to 999",
                "[99999999999999999999] > slots[0] is out of range, expected 0 to 999"
            })
    void saysWhatIsWrongWithSlots(String slots, String message) {
        assertThat(decode(with("slots", slots)))
                .isEqualTo(new Decoded.Rejected(DeadLetterReason.WRONG_TYPE, message));
    }

    @Test
    void judgesTimeAsThatOfInteractions() {
        assertThat(decode(with("timestamp", "1767225600")))
                .isInstanceOfSatisfying(
                        Decoded.Rejected.class,
                        rejected ->
                                assertThat(rejected.reason())
                                        .isEqualTo(DeadLetterReason.TIMESTAMP_TOO_OLD));
        assertThat(decode(with("timestamp", "1767225900001")))
                .isInstanceOfSatisfying(
                        Decoded.Rejected.class,
                        rejected ->
                                assertThat(rejected.reason())
                                        .isEqualTo(DeadLetterReason.TIMESTAMP_IN_FUTURE));
    }

    @Test
    void interactionsStayWhatTheyAreWhateverTheirSlots() {
        String interaction = InteractionJson.with("slots", "\"none\"");
        byte[] value = interaction.getBytes(StandardCharsets.UTF_8);

        assertThat(DECODER.decode(value, NOW)).isInstanceOf(Decoded.Accepted.class);
        assertThat(DECODER.decode(value, NOW))
                .isEqualTo(new InteractionDecoder(RULES).decode(value, NOW));
    }

    @Test
    void namesTheTypesThatItExpected() {
        assertThat(decode(with("type", "\"shown\"").replace("\"slots\"", "\"itemId\":\"i\",\"x\"")))
                .isEqualTo(
                        new Decoded.Rejected(
                                DeadLetterReason.UNKNOWN_EVENT_TYPE,
                                "type is 'shown', expected one of [view, click, exposure]"));
    }

    @Test
    void whoDoesNotAskForExposuresGetsNone() {
        byte[] value = with("itemId", "\"i\"").getBytes(StandardCharsets.UTF_8);

        assertThat(new InteractionDecoder(RULES).decode(value, NOW))
                .isEqualTo(
                        new Decoded.Rejected(
                                DeadLetterReason.UNKNOWN_EVENT_TYPE,
                                "type is 'exposure', expected one of [view, click]"));
    }

    @Test
    void neverThrowsAtRecordsThatEndTooEarly() {
        byte[] whole = InteractionJson.json(fields()).getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length; length++) {
            assertThat(DECODER.decode(Arrays.copyOf(whole, length), NOW))
                    .isInstanceOf(Decoded.Rejected.class);
        }
    }
}
