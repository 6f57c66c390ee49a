package io.freshet.core.subscription;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/**
 * Reads the values of a topic: one JSON object each, fields that this version does not know are
 * ignored. For any number of threads.
 *
 * @param <T> a record of the domain, or a reader's own record with some of its fields
 */
public final class TopicValue<T> {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                    .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                    .build();

    private final ObjectReader reader;

    private TopicValue(ObjectReader reader) {
        this.reader = reader;
    }

    /** Of this type. */
    public static <T> TopicValue<T> of(Class<T> type) {
        return new TopicValue<>(JSON.readerFor(requireNonNull(type, "type")));
    }

    /**
     * The value.
     *
     * @throws IOException if the bytes are no JSON object, or lack what the type demands
     */
    public T read(byte[] value) throws IOException {
        T read = reader.readValue(value);
        if (read == null) {
            throw new IOException("the value is null, expected a JSON object");
        }
        return read;
    }
}
