package io.freshet.lab.feed;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** How many records of the topic {@code dead-letters} there are for each reason. */
public final class DeadLetterCounts {

    private static final ObjectReader JSON =
            JsonMapper.builder()
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build()
                    .readerFor(Letter.class);

    private DeadLetterCounts() {}

    /**
     * Counts what is in the topic now. Reasons are names, so that one that this version does not
     * know is counted too.
     *
     * @throws IOException if no broker answers, there is no such topic, or a record is no dead
     *     letter
     */
    public static SortedMap<String, Long> read(String bootstrapServers, String topic)
            throws IOException {
        SortedMap<String, Long> counts = new TreeMap<>();
        TopicReader.readAll(
                bootstrapServers, topic, each -> counts.merge(reason(each), 1L, Long::sum));
        return counts;
    }

    private static String reason(ConsumerRecord<@Nullable String, byte @Nullable []> found)
            throws IOException {
        String where = TopicReader.where(found);
        if (found.value() == null) {
            throw new IOException(where + " has no value, expected a dead letter");
        }
        String reason;
        try {
            reason = JSON.<Letter>readValue(found.value()).reason();
        } catch (IOException e) {
            throw new IOException(where + " is not a dead letter: " + e.getMessage(), e);
        }
        if (reason == null) {
            throw new IOException(where + " has no reason, expected a dead letter");
        }
        return reason;
    }

    /** The one field that is counted. */
    private record Letter(@Nullable String reason) {}
}
