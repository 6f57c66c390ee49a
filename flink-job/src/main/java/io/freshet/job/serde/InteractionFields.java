package io.freshet.job.serde;

import static io.freshet.core.domain.DeadLetterReason.ID_EMPTY;
import static io.freshet.core.domain.DeadLetterReason.ID_TOO_LONG;
import static io.freshet.core.domain.DeadLetterReason.MISSING_FIELD;
import static io.freshet.core.domain.DeadLetterReason.NOT_JSON;
import static io.freshet.core.domain.DeadLetterReason.VALUE_NOT_FINITE;
import static io.freshet.core.domain.DeadLetterReason.VALUE_OUT_OF_RANGE;
import static io.freshet.core.domain.DeadLetterReason.WRONG_TYPE;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import io.freshet.core.domain.Exposure;
import io.freshet.core.domain.Interaction;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an interaction or an exposure while its JSON object is read; unknown ones are
 * skipped. Only an exposure has slots, so they are judged where it is one.
 */
final class InteractionFields {

    private @Nullable String eventId;
    private @Nullable String userId;
    private @Nullable String itemId;
    private @Nullable String type;
    private @Nullable Long timestamp;
    private @Nullable String surface;
    private @Nullable String slateId;
    private @Nullable Double value;
    private @Nullable BitSet slots;
    private @Nullable RejectedException slotsRejected;

    /** Reads to the end of the object that the parser stands at. */
    void read(JsonParser parser) throws IOException, RejectedException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            if (name == null) {
                throw new RejectedException(NOT_JSON, "the JSON object does not end");
            }
            JsonToken token = parser.nextToken();
            if (token == JsonToken.VALUE_NULL) {
                continue;
            }
            switch (name) {
                case "eventId" -> eventId = text(name, parser, Interaction.MAX_ID_LENGTH);
                case "userId" -> userId = text(name, parser, Interaction.MAX_ID_LENGTH);
                case "itemId" -> itemId = text(name, parser, Interaction.MAX_ID_LENGTH);
                case "type" -> type = text(name, parser, Interaction.MAX_ID_LENGTH);
                case "timestamp" -> timestamp = integer(name, parser);
                case "surface" -> surface = text(name, parser, Interaction.MAX_ID_LENGTH);
                case "slateId" -> slateId = text(name, parser, Interaction.MAX_SLATE_ID_LENGTH);
                case "value" -> value = number(name, parser);
                case "slots" -> readSlots(parser);
                default -> parser.skipChildren();
            }
        }
    }

    Interaction interaction() throws RejectedException {
        return new Interaction(
                mandatory("eventId", eventId, "a string"),
                mandatory("userId", userId, "a string"),
                mandatory("itemId", itemId, "a string"),
                mandatory("type", type, "a string"),
                mandatory("timestamp", timestamp, "epoch milliseconds"),
                surface,
                slateId,
                value);
    }

    boolean isExposure() {
        return Exposure.TYPE.equals(type);
    }

    Exposure exposure() throws RejectedException {
        if (slotsRejected != null) {
            throw slotsRejected;
        }
        return new Exposure(
                mandatory("eventId", eventId, "a string"),
                mandatory("userId", userId, "a string"),
                mandatory("slateId", slateId, "a string"),
                mandatory("timestamp", timestamp, "epoch milliseconds"),
                slots == null ? null : slots.stream().boxed().toList());
    }

    /** To the end of the value, whatever it is. */
    private void readSlots(JsonParser parser) throws IOException {
        slots = null;
        slotsRejected = null;
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            slotsRejected = wrongType("slots", parser, "an array of integers");
            parser.skipChildren();
            return;
        }
        BitSet found = new BitSet();
        for (int i = 0;
                parser.nextToken() != JsonToken.END_ARRAY && parser.currentToken() != null;
                i++) {
            readSlot(parser, i, found);
        }
        if (found.isEmpty() && slotsRejected == null) {
            slotsRejected =
                    new RejectedException(
                            WRONG_TYPE, "slots is empty, expected at least one slot, or no field");
        }
        slots = found;
    }

    private void readSlot(JsonParser parser, int position, BitSet found) throws IOException {
        if (slotsRejected != null) {
            parser.skipChildren();
            return;
        }
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            slotsRejected = wrongType("slots[" + position + "]", parser, "an integer");
            parser.skipChildren();
            return;
        }
        BigInteger slot = parser.getBigIntegerValue();
        if (slot.signum() < 0 || slot.compareTo(BigInteger.valueOf(Exposure.MOST_SLOTS)) >= 0) {
            slotsRejected =
                    new RejectedException(
                            WRONG_TYPE,
                            "slots["
                                    + position
                                    + "] is out of range, expected 0 to "
                                    + (Exposure.MOST_SLOTS - 1));
            return;
        }
        found.set(slot.intValue());
    }

    private static <T> T mandatory(String name, @Nullable T found, String expected)
            throws RejectedException {
        if (found == null) {
            throw new RejectedException(MISSING_FIELD, name + " is missing, expected " + expected);
        }
        return found;
    }

    private static String text(String name, JsonParser parser, int longest)
            throws IOException, RejectedException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw wrongType(name, parser, "a string");
        }
        String text = parser.getText();
        if (text.isEmpty()) {
            throw new RejectedException(
                    ID_EMPTY, name + " is empty, expected 1 to " + longest + " characters");
        }
        int length = text.codePointCount(0, text.length());
        if (length > longest) {
            throw new RejectedException(
                    ID_TOO_LONG, name + " has " + length + " characters, expected 1 to " + longest);
        }
        if (!isUnicode(text)) {
            throw new RejectedException(
                    WRONG_TYPE, name + " has half of a surrogate pair, expected Unicode text");
        }
        return text;
    }

    private static boolean isUnicode(String text) {
        boolean plain = text.chars().noneMatch(each -> Character.isSurrogate((char) each));
        return plain || StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static long integer(String name, JsonParser parser)
            throws IOException, RejectedException {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw wrongType(name, parser, "an integer");
        }
        try {
            return parser.getLongValue();
        } catch (InputCoercionException e) {
            throw new RejectedException(
                    WRONG_TYPE, name + " does not fit into 64 bits, expected epoch milliseconds");
        }
    }

    private static double number(String name, JsonParser parser)
            throws IOException, RejectedException {
        if (!parser.currentToken().isNumeric()) {
            throw wrongType(name, parser, "a number");
        }
        double number = parser.getDoubleValue();
        if (!Double.isFinite(number)) {
            throw new RejectedException(
                    VALUE_NOT_FINITE, name + " is too large, expected a finite number");
        }
        if (Math.abs(number) > Interaction.MOST_VALUE) {
            throw new RejectedException(
                    VALUE_OUT_OF_RANGE,
                    name
                            + " is "
                            + number
                            + ", expected "
                            + -Interaction.MOST_VALUE
                            + " to "
                            + Interaction.MOST_VALUE);
        }
        return number;
    }

    private static RejectedException wrongType(String name, JsonParser parser, String expected) {
        return new RejectedException(
                WRONG_TYPE,
                name + " is " + JsonKind.of(parser.currentToken()) + ", expected " + expected);
    }
}
