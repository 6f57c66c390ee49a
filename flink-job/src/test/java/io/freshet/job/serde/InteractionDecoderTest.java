package io.freshet.job.serde;

import static io.freshet.job.serde.InteractionJson.NOW;
import static io.freshet.job.serde.InteractionJson.fields;
import static io.freshet.job.serde.InteractionJson.json;
import static io.freshet.job.serde.InteractionJson.text;
import static io.freshet.job.serde.InteractionJson.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.domain.DeadLetterReason;
import io.freshet.core.domain.Interaction;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is an interaction, and what is said of a record that is none. */
class InteractionDecoderTest {

    private static final long SKEW_MILLIS = 300_000;
    static final int MAX_BYTES = 4_096;

    private static final InteractionDecoder DECODER =
            new InteractionDecoder(
                    InteractionRules.of(List.of("view", "click"), SKEW_MILLIS, MAX_BYTES));

    private static final Interaction FULL =
            new Interaction("e-1", "ann", "item-1", "click", NOW, "home", "home|ann|7", 9.5);

    private static Decoded decode(String json) {
        return DECODER.decode(json.getBytes(StandardCharsets.UTF_8), NOW);
    }

    private static Interaction accepted(String json) {
        Decoded decoded = decode(json);
        assertThat(decoded).as("%s", decoded).isInstanceOf(Decoded.Accepted.class);
        return ((Decoded.Accepted) decoded).interaction();
    }

    static Stream<MalformedInteractions.Malformed> malformedRecords() {
        return MalformedInteractions.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformedRecords")
    void saysWhyARecordIsNoInteraction(MalformedInteractions.Malformed malformed) {
        assertThat(DECODER.decode(malformed.value(), NOW))
                .isEqualTo(new Decoded.Rejected(malformed.reason(), malformed.message()));
    }

    @Test
    void everyReasonHasACase() {
        assertThat(malformedRecords().map(MalformedInteractions.Malformed::reason).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        EnumSet.complementOf(
                                EnumSet.of(
                                        DeadLetterReason.NOT_A_RELEASE,
                                        DeadLetterReason.NOT_AN_ASSIGNMENT)));
    }

    @Test
    void readsEveryField() {
        assertThat(accepted(json(fields()))).isEqualTo(FULL);
    }

    @Test
    void readsFieldsInEveryOrder() {
        List<Map.Entry<String, String>> fields = new ArrayList<>(fields().entrySet());
        assertThat(orders(fields, fields.size())).isEqualTo(8 * 7 * 6 * 5 * 4 * 3 * 2);
    }

    /** Goes through the orders of the first fields by Heap's way and says how many there were. */
    private static int orders(List<Map.Entry<String, String>> fields, int first) {
        if (first == 1) {
            Map<String, String> ordered = new LinkedHashMap<>();
            fields.forEach(field -> ordered.put(field.getKey(), field.getValue()));
            assertThat(decode(json(ordered))).isEqualTo(new Decoded.Accepted(FULL));
            return 1;
        }
        int orders = 0;
        for (int i = 0; i < first; i++) {
            orders += orders(fields, first - 1);
            Collections.swap(fields, first % 2 == 0 ? i : 0, first - 1);
        }
        return orders;
    }

    @Test
    void optionalFieldsMayBeMissingOrNull() {
        Interaction plain = Interaction.of("e-1", "ann", "item-1", "click", NOW);
        Map<String, String> fields = fields();
        fields.keySet().removeAll(List.of("surface", "slateId", "value"));
        assertThat(accepted(json(fields))).isEqualTo(plain);
        fields.put("surface", "null");
        fields.put("slateId", "null");
        fields.put("value", "null");
        assertThat(accepted(json(fields))).isEqualTo(plain);
    }

    @Test
    void ignoresFieldsThatItDoesNotKnow() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("before", "{\"userId\":\"bob\",\"deep\":[[{\"itemId\":7}]]}");
        fields.put("list", "[1,{\"timestamp\":\"never\"},null]");
        fields.putAll(fields());
        fields.put("Surface", "\"another case is another field\"");
        fields.put("huge", "1e99999");
        fields.put("nothing", "null");
        assertThat(accepted(json(fields))).isEqualTo(FULL);
    }

    @Test
    void ofAFieldThatComesTwiceTheLastOneCounts() {
        String twice = json(fields()).replaceFirst("\\{", "{\"userId\":\"bob\",");
        assertThat(accepted(twice).userId()).isEqualTo("ann");
    }

    @Test
    void takesIdsUpToTheirLongest() {
        String longest = text("u", Interaction.MAX_ID_LENGTH);
        String emoji = text("😀", Interaction.MAX_ID_LENGTH);
        assertThat(accepted(with("itemId", emoji)).itemId()).hasSize(512);
        assertThat(accepted(with("userId", longest)).userId()).hasSize(256);
        assertThat(accepted(with("itemId", longest)).itemId()).hasSize(256);
        assertThat(accepted(with("eventId", longest)).eventId()).hasSize(256);
        String slateId = text("s", Interaction.MAX_SLATE_ID_LENGTH);
        assertThat(accepted(with("slateId", slateId)).slateId()).hasSize(1_024);
    }

    @Test
    void takesIdsOfEveryScript() {
        assertThat(accepted(with("userId", "\"Žofie 王小明 😀\"")).userId()).isEqualTo("Žofie 王小明 😀");
        assertThat(accepted(with("itemId", "\"\\ud83d\\ude00 \\u00e9 \\\"x\\\"\"")).itemId())
                .isEqualTo("😀 é \"x\"");
        assertThat(accepted(with("itemId", "\" \"")).itemId()).isEqualTo(" ");
    }

    @Test
    void takesTimestampsFromTheEarliestToTheLatestPermitted() {
        assertThat(accepted(with("timestamp", "946684800000")).timestamp())
                .isEqualTo(Interaction.EARLIEST_TIMESTAMP);
        assertThat(accepted(with("timestamp", "1767225900000")).timestamp())
                .isEqualTo(NOW + SKEW_MILLIS);
    }

    @Test
    void takesNumbersOfEveryForm() {
        assertThat(accepted(with("value", "0")).value()).isZero();
        assertThat(accepted(with("value", "-3")).value()).isEqualTo(-3);
        assertThat(accepted(with("value", "1.5E+3")).value()).isEqualTo(1_500);
        assertThat(accepted(with("value", "1e-400")).value()).isZero();
        assertThat(accepted(with("value", "1000000000000")).value()).isEqualTo(1e12);
        assertThat(accepted(with("value", "-1e12")).value()).isEqualTo(-1e12);
    }

    @Test
    void takesAValueOfExactlyTheLargestSize() {
        String json = json(fields());
        assertThat(accepted(json + " ".repeat(MAX_BYTES - json.length()))).isEqualTo(FULL);
    }

    @Test
    void neverThrowsAtRandomBytes() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            assertThat(DECODER.decode(bytes, NOW))
                    .as("%s", HexFormat.of().formatHex(bytes))
                    .isInstanceOf(Decoded.Rejected.class);
        }
    }

    @Test
    void neverThrowsAtDamagedRecords() {
        Random random = new Random(2);
        byte[] whole = json(fields()).getBytes(StandardCharsets.UTF_8);
        int rejected = 0;
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = whole.clone();
            for (int damage = random.nextInt(4); damage >= 0; damage--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            if (DECODER.decode(bytes, NOW) instanceof Decoded.Rejected) {
                rejected++;
            }
        }
        assertThat(rejected).isGreaterThan(5_000);
    }

    @Test
    void neverThrowsAtRecordsThatEndTooEarly() {
        byte[] whole = json(fields()).getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length; length++) {
            assertThat(DECODER.decode(Arrays.copyOf(whole, length), NOW))
                    .isInstanceOf(Decoded.Rejected.class);
        }
    }

    @Test
    void refusesOtherEncodingsOfUnicode() {
        for (String name : List.of("UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE")) {
            byte[] value = json(fields()).getBytes(Charset.forName(name));
            assertThat(DECODER.decode(value, NOW))
                    .as(name)
                    .isInstanceOfSatisfying(
                            Decoded.Rejected.class,
                            rejected ->
                                    assertThat(rejected.reason())
                                            .isEqualTo(DeadLetterReason.NOT_JSON));
        }
    }
}
