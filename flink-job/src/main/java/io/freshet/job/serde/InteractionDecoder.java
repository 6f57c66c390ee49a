package io.freshet.job.serde;

import static io.freshet.core.domain.DeadLetterReason.EMPTY;
import static io.freshet.core.domain.DeadLetterReason.NOT_AN_OBJECT;
import static io.freshet.core.domain.DeadLetterReason.NOT_JSON;
import static io.freshet.core.domain.DeadLetterReason.TIMESTAMP_IN_FUTURE;
import static io.freshet.core.domain.DeadLetterReason.TIMESTAMP_TOO_OLD;
import static io.freshet.core.domain.DeadLetterReason.TOO_LARGE;
import static io.freshet.core.domain.DeadLetterReason.UNKNOWN_EVENT_TYPE;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.freshet.core.domain.Exposure;
import io.freshet.core.domain.Interaction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From the bytes of a record of {@code events} to an interaction or, where they are wanted, an
 * exposure. Never throws for input: whatever is neither is rejected with a reason code and a
 * message for people.
 */
public final class InteractionDecoder {

    /** Events are UTF-8; other encodings are not looked for. */
    private static final JsonFactory JSON =
            JsonFactory.builder().disable(JsonFactory.Feature.CHARSET_DETECTION).build();

    private final InteractionRules rules;
    private final boolean withExposures;

    /**
     * Of interactions only: the type of an exposure is one like another.
     *
     * @param rules what an interaction may be
     */
    public InteractionDecoder(InteractionRules rules) {
        this(rules, false);
    }

    private InteractionDecoder(InteractionRules rules, boolean withExposures) {
        this.rules = rules;
        this.withExposures = withExposures;
    }

    /**
     * Of interactions and of exposures, whose type no interaction has then.
     *
     * @param rules what an interaction may be; size and clock skew hold for both
     */
    public static InteractionDecoder withExposures(InteractionRules rules) {
        return new InteractionDecoder(rules, true);
    }

    /**
     * The event that the bytes hold, or why they hold none.
     *
     * @param arrived epoch milliseconds; tells which timestamps lie in the future
     */
    public Decoded decode(byte @Nullable [] value, long arrived) {
        if (value == null || value.length == 0) {
            return new Decoded.Rejected(
                    EMPTY, "the record has no value, expected a JSON object with an interaction");
        }
        if (value.length > rules.maxBytes()) {
            return new Decoded.Rejected(
                    TOO_LARGE,
                    "the value has "
                            + value.length
                            + " bytes, expected at most "
                            + rules.maxBytes());
        }
        InteractionFields fields = new InteractionFields();
        try (JsonParser parser = JSON.createParser(value)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return new Decoded.Rejected(
                        NOT_AN_OBJECT,
                        "the value is " + found(parser) + ", expected a JSON object");
            }
            fields.read(parser);
            if (parser.nextToken() != null) {
                return new Decoded.Rejected(
                        NOT_JSON,
                        "something follows the JSON object at byte "
                                + parser.currentTokenLocation().getByteOffset());
            }
            return withExposures && fields.isExposure()
                    ? judge(fields.exposure(), arrived)
                    : judge(fields.interaction(), arrived);
        } catch (RejectedException e) {
            return e.rejection();
        } catch (JsonProcessingException e) {
            return new Decoded.Rejected(NOT_JSON, "the value is not JSON: " + where(e));
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory cannot fail to be read", e);
        }
    }

    private Decoded judge(Exposure exposure, long arrived) throws RejectedException {
        requireTime(exposure.timestamp(), arrived);
        return new Decoded.Exposed(exposure);
    }

    private Decoded judge(Interaction interaction, long arrived) throws RejectedException {
        if (!rules.types().contains(interaction.type())) {
            throw new RejectedException(
                    UNKNOWN_EVENT_TYPE,
                    "type is '" + interaction.type() + "', expected one of " + expectedTypes());
        }
        requireTime(interaction.timestamp(), arrived);
        return new Decoded.Accepted(interaction);
    }

    private Set<String> expectedTypes() {
        Set<String> expected = new LinkedHashSet<>(rules.types());
        if (withExposures) {
            expected.add(Exposure.TYPE);
        }
        return expected;
    }

    private void requireTime(long timestamp, long arrived) throws RejectedException {
        if (timestamp < Interaction.EARLIEST_TIMESTAMP) {
            throw new RejectedException(
                    TIMESTAMP_TOO_OLD,
                    "timestamp is "
                            + timestamp
                            + ", expected epoch milliseconds from "
                            + Interaction.EARLIEST_TIMESTAMP
                            + " (2000-01-01)");
        }
        long latest = arrived + rules.maxClockSkewMillis();
        if (timestamp > latest) {
            throw new RejectedException(
                    TIMESTAMP_IN_FUTURE,
                    "timestamp is "
                            + timestamp
                            + ", expected at most "
                            + latest
                            + " ("
                            + Instant.ofEpochMilli(latest)
                            + ")");
        }
    }

    private static String found(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        return token == null ? "blank" : JsonKind.of(token);
    }

    private static String where(JsonProcessingException e) {
        long at = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
        return e.getOriginalMessage() + (at < 0 ? "" : " (at byte " + at + ")");
    }
}
