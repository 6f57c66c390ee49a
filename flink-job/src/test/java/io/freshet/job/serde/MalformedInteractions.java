package io.freshet.job.serde;

import static io.freshet.core.domain.DeadLetterReason.EMPTY;
import static io.freshet.core.domain.DeadLetterReason.ID_EMPTY;
import static io.freshet.core.domain.DeadLetterReason.ID_TOO_LONG;
import static io.freshet.core.domain.DeadLetterReason.MISSING_FIELD;
import static io.freshet.core.domain.DeadLetterReason.NOT_AN_OBJECT;
import static io.freshet.core.domain.DeadLetterReason.NOT_JSON;
import static io.freshet.core.domain.DeadLetterReason.TIMESTAMP_IN_FUTURE;
import static io.freshet.core.domain.DeadLetterReason.TIMESTAMP_TOO_OLD;
import static io.freshet.core.domain.DeadLetterReason.TOO_LARGE;
import static io.freshet.core.domain.DeadLetterReason.UNKNOWN_EVENT_TYPE;
import static io.freshet.core.domain.DeadLetterReason.VALUE_NOT_FINITE;
import static io.freshet.core.domain.DeadLetterReason.VALUE_OUT_OF_RANGE;
import static io.freshet.core.domain.DeadLetterReason.WRONG_TYPE;
import static io.freshet.job.serde.InteractionJson.fields;
import static io.freshet.job.serde.InteractionJson.json;
import static io.freshet.job.serde.InteractionJson.text;
import static io.freshet.job.serde.InteractionJson.with;
import static io.freshet.job.serde.InteractionJson.without;

import io.freshet.core.domain.DeadLetterReason;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Records that are no interactions, and what is said of each. */
final class MalformedInteractions {

    private MalformedInteractions() {}

    /** A record that is no interaction, and what is said of it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Malformed(String name, byte[] value, DeadLetterReason reason, String message) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Malformed malformed(
            String name, String value, DeadLetterReason reason, String message) {
        return new Malformed(name, value.getBytes(StandardCharsets.UTF_8), reason, message);
    }

    private static Malformed malformedBytes(
            String name, String hex, DeadLetterReason reason, String message) {
        return new Malformed(name, HexFormat.of().parseHex(hex), reason, message);
    }

    static Stream<Malformed> all() {
        return Stream.of(noObjects(), noJson(), missing(), wrongTypes(), wrongIds(), wrongValues())
                .flatMap(List::stream);
    }

    private static List<Malformed> noObjects() {
        return List.of(
                new Malformed(
                        "a tombstone",
                        null,
                        EMPTY,
                        "the record has no value, expected a JSON object with an interaction"),
                malformed(
                        "no bytes",
                        "",
                        EMPTY,
                        "the record has no value, expected a JSON object with an interaction"),
                malformed(
                        "blanks",
                        " \n\t ",
                        NOT_AN_OBJECT,
                        "the value is blank, expected a JSON object"),
                malformed(
                        "a JSON null",
                        "null",
                        NOT_AN_OBJECT,
                        "the value is null, expected a JSON object"),
                malformed(
                        "a JSON string",
                        "\"click\"",
                        NOT_AN_OBJECT,
                        "the value is a string, expected a JSON object"),
                malformed(
                        "a JSON integer",
                        "42",
                        NOT_AN_OBJECT,
                        "the value is an integer, expected a JSON object"),
                malformed(
                        "a JSON number with a fraction",
                        "4.2",
                        NOT_AN_OBJECT,
                        "the value is a number with a fraction, expected a JSON object"),
                malformed(
                        "a JSON boolean",
                        "true",
                        NOT_AN_OBJECT,
                        "the value is a boolean, expected a JSON object"),
                malformed(
                        "interactions in an array",
                        "[" + json(fields()) + "]",
                        NOT_AN_OBJECT,
                        "the value is an array, expected a JSON object"),
                malformed(
                        "one byte too many",
                        json(fields())
                                + " "
                                        .repeat(
                                                InteractionDecoderTest.MAX_BYTES
                                                        + 1
                                                        - json(fields()).length()),
                        TOO_LARGE,
                        "the value has 4097 bytes, expected at most 4096"));
    }

    private static List<Malformed> noJson() {
        return List.of(
                malformed(
                        "words",
                        "nonsense",
                        NOT_JSON,
                        "the value is not JSON: Unrecognized token 'nonsense': was expecting (JSON String, Number,"
                                + " Array, Object or token 'null', 'true' or 'false') (at byte 8)"),
                malformed(
                        "an object that does not end",
                        "{\"eventId\":\"e-1\"",
                        NOT_JSON,
                        "the value is not JSON: Unexpected end-of-input: expected close marker for"
                                + " Object (start marker at [Source: REDACTED"
                                + " (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line:"
                                + " 1, column: 1]) (at byte 16)"),
                malformed(
                        "an object that ends within a string",
                        "{\"eventId\":\"e-",
                        NOT_JSON,
                        "the value is not JSON: Unexpected end-of-input in VALUE_STRING (at byte 14)"),
                malformed(
                        "a comma too many",
                        "{\"eventId\":\"e-1\",}",
                        NOT_JSON,
                        "the value is not JSON: Unexpected character ('}' (code 125)): was expecting"
                                + " double-quote to start field name (at byte 17)"),
                malformed(
                        "names without quotes",
                        "{eventId:1}",
                        NOT_JSON,
                        "the value is not JSON: Unexpected character ('e' (code 101)): was expecting"
                                + " double-quote to start field name (at byte 1)"),
                malformed(
                        "two objects",
                        json(fields()) + json(fields()),
                        NOT_JSON,
                        "something follows the JSON object at byte " + json(fields()).length()),
                malformed(
                        "words behind the object",
                        json(fields()) + "x",
                        NOT_JSON,
                        "the value is not JSON: Unrecognized token 'x': was expecting (JSON String, Number,"
                                + " Array, Object or token 'null', 'true' or 'false') (at byte 144)"),
                malformed(
                        "a number that JSON has not",
                        with("value", "NaN"),
                        NOT_JSON,
                        "the value is not JSON: Non-standard token 'NaN': enable"
                                + " `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow (at byte 142)"),
                malformed(
                        "a control character in a string",
                        with("userId", "\"a\u0001\""),
                        NOT_JSON,
                        "the value is not JSON: Illegal unquoted character ((CTRL-CHAR, code 1)): has to"
                                + " be escaped using backslash to be included in string value (at byte"
                                + " 28)"),
                malformed(
                        "more nesting than anybody needs",
                        with("more", "[".repeat(1_100) + "]".repeat(1_100)),
                        NOT_JSON,
                        "the value is not JSON: Document nesting depth (1001) exceeds the maximum"
                                + " allowed (1000, from `StreamReadConstraints.getMaxNestingDepth()`)"),
                malformedBytes(
                        "a string that is not UTF-8",
                        "7b226576656e744964223a22c322",
                        NOT_JSON,
                        "the value is not JSON: Invalid UTF-8 middle byte 0x22 (at byte 14)"),
                malformedBytes(
                        "UTF-16 with a mark",
                        "feff007b007d",
                        NOT_JSON,
                        "the value is not JSON: Invalid UTF-8 start byte 0xff (at byte 2)"),
                malformedBytes(
                        "UTF-32",
                        "0000007b0000007d",
                        NOT_JSON,
                        "the value is not JSON: Illegal character ((CTRL-CHAR, code 0)): only regular"
                                + " white space (\\r, \\n, \\t) is allowed between tokens (at byte 1)"),
                malformedBytes(
                        "bytes of something else",
                        "cafebabe00000034",
                        NOT_JSON,
                        "the value is not JSON: Invalid UTF-8 start byte 0xfe (at byte 2)"));
    }

    private static List<Malformed> missing() {
        return List.of(
                malformed(
                        "no eventId",
                        without("eventId"),
                        MISSING_FIELD,
                        "eventId is missing, expected a string"),
                malformed(
                        "no userId",
                        without("userId"),
                        MISSING_FIELD,
                        "userId is missing, expected a string"),
                malformed(
                        "no itemId",
                        without("itemId"),
                        MISSING_FIELD,
                        "itemId is missing, expected a string"),
                malformed(
                        "no type",
                        without("type"),
                        MISSING_FIELD,
                        "type is missing, expected a string"),
                malformed(
                        "no timestamp",
                        without("timestamp"),
                        MISSING_FIELD,
                        "timestamp is missing, expected epoch milliseconds"),
                malformed(
                        "an empty object",
                        "{}",
                        MISSING_FIELD,
                        "eventId is missing, expected a string"),
                malformed(
                        "a null in the place of a mandatory field",
                        with("userId", "null"),
                        MISSING_FIELD,
                        "userId is missing, expected a string"),
                malformed(
                        "a field of another object",
                        "{\"event\":" + json(fields()) + "}",
                        MISSING_FIELD,
                        "eventId is missing, expected a string"));
    }

    private static List<Malformed> wrongTypes() {
        return List.of(
                malformed(
                        "a number for a user",
                        with("userId", "7"),
                        WRONG_TYPE,
                        "userId is an integer, expected a string"),
                malformed(
                        "an object for an item",
                        with("itemId", "{\"id\":\"item-1\"}"),
                        WRONG_TYPE,
                        "itemId is an object, expected a string"),
                malformed(
                        "an array for a surface",
                        with("surface", "[\"home\"]"),
                        WRONG_TYPE,
                        "surface is an array, expected a string"),
                malformed(
                        "a boolean for a type",
                        with("type", "true"),
                        WRONG_TYPE,
                        "type is a boolean, expected a string"),
                malformed(
                        "a string for a timestamp",
                        with("timestamp", "\"2026-01-01T00:00:00Z\""),
                        WRONG_TYPE,
                        "timestamp is a string, expected an integer"),
                malformed(
                        "seconds with a fraction for a timestamp",
                        with("timestamp", "1767225600.5"),
                        WRONG_TYPE,
                        "timestamp is a number with a fraction, expected an integer"),
                malformed(
                        "a timestamp over 64 bits",
                        with("timestamp", "9223372036854775808"),
                        WRONG_TYPE,
                        "timestamp does not fit into 64 bits, expected epoch milliseconds"),
                malformed(
                        "a string for a value",
                        with("value", "\"9.5\""),
                        WRONG_TYPE,
                        "value is a string, expected a number"),
                malformed(
                        "half of an emoji",
                        with("userId", "\"ann \\ud83d\""),
                        WRONG_TYPE,
                        "userId has half of a surrogate pair, expected Unicode text"));
    }

    private static List<Malformed> wrongIds() {
        return List.of(
                malformed(
                        "an empty eventId",
                        with("eventId", "\"\""),
                        ID_EMPTY,
                        "eventId is empty, expected 1 to 256 characters"),
                malformed(
                        "an empty surface",
                        with("surface", "\"\""),
                        ID_EMPTY,
                        "surface is empty, expected 1 to 256 characters"),
                malformed(
                        "a userId of 257 characters",
                        with("userId", text("u", 257)),
                        ID_TOO_LONG,
                        "userId has 257 characters, expected 1 to 256"),
                malformed(
                        "an itemId of 257 characters outside the basic plane",
                        with("itemId", text("😀", 257)),
                        ID_TOO_LONG,
                        "itemId has 257 characters, expected 1 to 256"),
                malformed(
                        "a type of 300 characters",
                        with("type", text("t", 300)),
                        ID_TOO_LONG,
                        "type has 300 characters, expected 1 to 256"),
                malformed(
                        "a slateId of 1025 characters",
                        with("slateId", text("s", 1_025)),
                        ID_TOO_LONG,
                        "slateId has 1025 characters, expected 1 to 1024"));
    }

    private static List<Malformed> wrongValues() {
        return List.of(
                malformed(
                        "a type that is not configured",
                        with("type", "\"purchase\""),
                        UNKNOWN_EVENT_TYPE,
                        "type is 'purchase', expected one of [view, click]"),
                malformed(
                        "a type in capitals",
                        with("type", "\"CLICK\""),
                        UNKNOWN_EVENT_TYPE,
                        "type is 'CLICK', expected one of [view, click]"),
                malformed(
                        "a timestamp in seconds",
                        with("timestamp", "1767225600"),
                        TIMESTAMP_TOO_OLD,
                        "timestamp is 1767225600, expected epoch milliseconds from 946684800000"
                                + " (2000-01-01)"),
                malformed(
                        "a timestamp of the last millisecond of 1999",
                        with("timestamp", "946684799999"),
                        TIMESTAMP_TOO_OLD,
                        "timestamp is 946684799999, expected epoch milliseconds from 946684800000"
                                + " (2000-01-01)"),
                malformed(
                        "a negative timestamp",
                        with("timestamp", "-1"),
                        TIMESTAMP_TOO_OLD,
                        "timestamp is -1, expected epoch milliseconds from 946684800000"
                                + " (2000-01-01)"),
                malformed(
                        "a timestamp a millisecond beyond the permitted skew",
                        with("timestamp", "1767225900001"),
                        TIMESTAMP_IN_FUTURE,
                        "timestamp is 1767225900001, expected at most 1767225900000"
                                + " (2026-01-01T00:05:00Z)"),
                malformed(
                        "a timestamp in microseconds",
                        with("timestamp", "1767225600000000"),
                        TIMESTAMP_IN_FUTURE,
                        "timestamp is 1767225600000000, expected at most 1767225900000"
                                + " (2026-01-01T00:05:00Z)"),
                malformed(
                        "a value whose square no double holds",
                        with("value", "1e155"),
                        VALUE_OUT_OF_RANGE,
                        "value is 1.0E155, expected -1.0E12 to 1.0E12"),
                malformed(
                        "a value that is a little too low",
                        with("value", "-1000000000000.5"),
                        VALUE_OUT_OF_RANGE,
                        "value is -1.0000000000005E12, expected -1.0E12 to 1.0E12"),
                malformed(
                        "a value beyond all doubles",
                        with("value", "1e999"),
                        VALUE_NOT_FINITE,
                        "value is too large, expected a finite number"),
                malformed(
                        "a whole value beyond all doubles",
                        with("value", "9".repeat(400)),
                        VALUE_NOT_FINITE,
                        "value is too large, expected a finite number"));
    }
}
