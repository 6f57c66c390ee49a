package io.freshet.lab.traffic;

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

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.core.domain.DeadLetterReason;
import io.freshet.core.domain.Interaction;
import io.freshet.lab.dataset.InteractionLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The ways in which a record can fail to be an interaction, each made from a sound one. */
@SuppressWarnings("ImmutableEnumChecker") // The makers are functions without state.
public enum Malformation {
    /** A record without a value. */
    NO_VALUE(EMPTY, sound -> null),
    /** A value of no bytes. */
    NO_BYTES(EMPTY, sound -> new byte[0]),
    /** A value of blanks. */
    BLANK(NOT_AN_OBJECT, sound -> bytes(" \n ")),
    /** A line of a log. */
    PLAIN_TEXT(NOT_JSON, sound -> bytes("GET /favicon.ico 404")),
    /** The first half of an interaction. */
    CUT_OFF(NOT_JSON, sound -> Arrays.copyOf(sound, sound.length / 2)),
    /** Two interactions in one value. */
    TWO_IN_ONE(NOT_JSON, sound -> joined(sound, sound)),
    /** A byte that UTF-8 does not have, in an id. */
    INVALID_UTF8(NOT_JSON, Malformation::withInvalidByte),
    /** A mark of UTF-32 in an order of bytes that nobody uses. */
    ODD_ENCODING(NOT_JSON, sound -> joined(new byte[] {0, 0, (byte) 0xFF, (byte) 0xFE}, sound)),
    /** Interactions in an array. */
    ARRAY(NOT_AN_OBJECT, sound -> joined(bytes("["), sound, bytes("]"))),
    /** A JSON text. */
    TEXT(NOT_AN_OBJECT, sound -> bytes("\"view\"")),
    /** No userId. */
    MISSING_USER(MISSING_FIELD, changed(json -> json.remove("userId"))),
    /** An itemId that is null. */
    NULL_ITEM(MISSING_FIELD, changed(json -> json.putNull("itemId"))),
    /** No timestamp. */
    MISSING_TIMESTAMP(MISSING_FIELD, changed(json -> json.remove("timestamp"))),
    /** An object without fields. */
    EMPTY_OBJECT(MISSING_FIELD, changed(ObjectNode::removeAll)),
    /** A number where an id belongs. */
    NUMBER_AS_ITEM(WRONG_TYPE, changed(json -> json.put("itemId", 17))),
    /** A date for people where a number belongs. */
    DATE_AS_TIMESTAMP(WRONG_TYPE, changed(json -> json.put("timestamp", "2026-01-01"))),
    /** A timestamp with a fraction. */
    FRACTION_AS_TIMESTAMP(WRONG_TYPE, changed(json -> json.put("timestamp", 1767225600000.5))),
    /** A timestamp of more than 64 bits. */
    GIANT_TIMESTAMP(
            WRONG_TYPE, changed(json -> json.put("timestamp", BigInteger.ONE.shiftLeft(70)))),
    /** A text where a price belongs. */
    TEXT_AS_VALUE(WRONG_TYPE, changed(json -> json.put("value", "cheap"))),
    /** A price beyond what a double holds. */
    INFINITE_VALUE(VALUE_NOT_FINITE, changed(json -> json.put("value", new BigDecimal("1e999")))),
    /** A price of more money than there is. */
    GIANT_VALUE(VALUE_OUT_OF_RANGE, changed(json -> json.put("value", 1e155))),
    /** A userId of no characters. */
    EMPTY_USER(ID_EMPTY, changed(json -> json.put("userId", ""))),
    /** An itemId of 257 characters. */
    LONG_ITEM(ID_TOO_LONG, changed(json -> json.put("itemId", "i".repeat(257)))),
    /** A type that is not configured. */
    UNKNOWN_TYPE(UNKNOWN_EVENT_TYPE, changed(json -> json.put("type", "teleport"))),
    /** Seconds where milliseconds belong. */
    SECONDS_AS_TIMESTAMP(
            TIMESTAMP_TOO_OLD,
            changed(json -> json.put("timestamp", json.get("timestamp").longValue() / 1_000))),
    /** The last day of 1999. */
    LAST_CENTURY(
            TIMESTAMP_TOO_OLD,
            changed(json -> json.put("timestamp", epochMillis("1999-12-31T23:59:59Z")))),
    /** A day in the year 2999. */
    FAR_FUTURE(
            TIMESTAMP_IN_FUTURE,
            changed(json -> json.put("timestamp", epochMillis("2999-01-01T00:00:00Z")))),
    /** More than a mebibyte. */
    HUGE(TOO_LARGE, changed(json -> json.put("comment", "x".repeat(1 << 20))));

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final DeadLetterReason reason;
    private final Maker maker;

    Malformation(DeadLetterReason reason, Maker maker) {
        this.reason = reason;
        this.maker = maker;
    }

    /** What the job says about it. */
    public DeadLetterReason reason() {
        return reason;
    }

    /** The bytes; null for a record without a value. */
    public byte @Nullable [] of(Interaction sound) {
        try {
            return maker.make(InteractionLog.toJson(sound));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot spoil " + sound, e);
        }
    }

    private static Maker changed(Consumer<ObjectNode> change) {
        return sound -> {
            ObjectNode json = (ObjectNode) MAPPER.readTree(sound);
            change.accept(json);
            return MAPPER.writeValueAsBytes(json);
        };
    }

    private static byte[] withInvalidByte(byte[] sound) {
        byte[] spoilt = sound.clone();
        int beforeId = new String(sound, StandardCharsets.ISO_8859_1).indexOf(":\"");
        spoilt[beforeId + 2] = (byte) 0xFF;
        return spoilt;
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static long epochMillis(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }

    /** From the bytes of a sound interaction. */
    private interface Maker {
        byte @Nullable [] make(byte[] sound) throws IOException;
    }
}
