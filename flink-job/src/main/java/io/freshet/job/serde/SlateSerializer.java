package io.freshet.job.serde;

import io.freshet.core.domain.Slate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A slate as a record of the {@code recommendations} topic: an upsert under its key. */
public final class SlateSerializer implements KafkaRecordSerializationSchema<Slate> {

    private static final long serialVersionUID = 1L;

    private final String topic;

    public SlateSerializer(String topic) {
        this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            Slate slate, KafkaSinkContext context, Long timestamp) {
        return new ProducerRecord<>(
                topic,
                null,
                slate.timestamps().emitted(),
                slate.key().getBytes(StandardCharsets.UTF_8),
                toJson(slate));
    }

    private static byte[] toJson(Slate slate) {
        try {
            return SlateJson.write(slate);
        } catch (IOException e) {
            throw new IllegalStateException("slate " + slate.slateId() + " is no JSON", e);
        }
    }
}
