package io.freshet.lab.feed;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.freshet.core.domain.Slate;
import java.io.IOException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Slates as the topic {@code recommendations} has them; unknown fields are ignored. */
final class SlateReader {

    private static final ObjectReader JSON =
            JsonMapper.builder()
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build()
                    .readerFor(Slate.class);

    private SlateReader() {}

    /**
     * The slate of a record that has a value.
     *
     * @throws IOException if it is not a slate, or is not keyed as one; the message says where
     */
    static Slate read(ConsumerRecord<@Nullable String, byte @Nullable []> found)
            throws IOException {
        String where = TopicReader.where(found);
        Slate slate;
        try {
            slate = JSON.readValue(found.value());
        } catch (IOException e) {
            throw new IOException(where + " is not a slate: " + e.getMessage(), e);
        }
        if (!slate.key().equals(found.key())) {
            throw new IOException(
                    where + " has the key '" + found.key() + "', expected '" + slate.key() + "'");
        }
        return slate;
    }
}
