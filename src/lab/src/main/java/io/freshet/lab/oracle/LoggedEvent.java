package io.freshet.lab.oracle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An interaction in the event log. */
record LoggedEvent(String id, String user, String item, String type, long time) {

    private static final Set<String> TYPES = Set.of("view", "click", "add_to_cart", "purchase");
    private static final int MOST_BYTES = 1 << 20;
    private static final int LONGEST_ID = 256;
    private static final int LONGEST_SLATE_ID = 1_024;
    private static final double MOST_VALUE = 1e12;
    private static final long YEAR_2000 = 946_684_800_000L;
    private static final long CLOCK_SKEW = Duration.ofMinutes(5).toMillis();

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .build();

    /**
     * The interaction that a record holds; empty if it holds none and is a dead letter.
     *
     * @param appended when the broker took the record, epoch milliseconds
     */
    static Optional<LoggedEvent> read(byte @Nullable [] value, long appended) {
        if (value == null || value.length > MOST_BYTES) {
            return Optional.empty();
        }
        JsonNode json;
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
            json = JSON.readTree(text);
        } catch (CharacterCodingException | JsonProcessingException e) {
            return Optional.empty();
        }
        boolean sound =
                json.isObject()
                        && isId(json.path("eventId"), LONGEST_ID)
                        && isId(json.path("userId"), LONGEST_ID)
                        && isId(json.path("itemId"), LONGEST_ID)
                        && TYPES.contains(json.path("type").asText())
                        && isTime(json.path("timestamp"), appended)
                        && (isAbsent(json.path("surface"))
                                || isId(json.path("surface"), LONGEST_ID))
                        && (isAbsent(json.path("slateId"))
                                || isId(json.path("slateId"), LONGEST_SLATE_ID))
                        && (isAbsent(json.path("value")) || isNumber(json.path("value")));
        if (!sound) {
            return Optional.empty();
        }
        return Optional.of(
                new LoggedEvent(
                        json.path("eventId").textValue(),
                        json.path("userId").textValue(),
                        json.path("itemId").textValue(),
                        json.path("type").textValue(),
                        json.path("timestamp").longValue()));
    }

    private static boolean isAbsent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    private static boolean isId(JsonNode node, int longest) {
        return node.isTextual()
                && !node.textValue().isEmpty()
                && node.textValue().codePointCount(0, node.textValue().length()) <= longest;
    }

    private static boolean isTime(JsonNode node, long appended) {
        return node.isIntegralNumber()
                && node.canConvertToLong()
                && node.longValue() >= YEAR_2000
                && node.longValue() <= appended + CLOCK_SKEW;
    }

    private static boolean isNumber(JsonNode node) {
        return node.isNumber() && Math.abs(node.doubleValue()) <= MOST_VALUE;
    }
}
