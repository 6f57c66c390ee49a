package io.freshet.job.serde;

import io.freshet.core.domain.ModelStatus;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** How a slot is doing, as a record of the {@code model-status} topic: an upsert of the slot. */
public final class ModelStatusSerializer implements KafkaRecordSerializationSchema<ModelStatus> {

    private static final long serialVersionUID = 1L;

    private final String topic;

    public ModelStatusSerializer(String topic) {
        this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            ModelStatus status, KafkaSinkContext context, Long timestamp) {
        return new ProducerRecord<>(
                topic,
                null,
                status.at(),
                status.slot().getBytes(StandardCharsets.UTF_8),
                TopicJson.write(status));
    }
}
