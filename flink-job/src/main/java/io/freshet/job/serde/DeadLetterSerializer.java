package io.freshet.job.serde;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.freshet.core.domain.DeadLetter;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A dead letter as a record of the {@code dead-letters} topic, without a key. */
public final class DeadLetterSerializer implements KafkaRecordSerializationSchema<DeadLetter> {

    private static final long serialVersionUID = 1L;

    private final String topic;

    public DeadLetterSerializer(String topic) {
        this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            DeadLetter letter, KafkaSinkContext context, Long timestamp) {
        return new ProducerRecord<>(topic, toJson(letter));
    }

    private static byte[] toJson(DeadLetter letter) {
        try {
            return TopicJson.DEAD_LETTERS.writeValueAsBytes(letter);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "the dead letter of " + letter.topic() + " is no JSON", e);
        }
    }
}
