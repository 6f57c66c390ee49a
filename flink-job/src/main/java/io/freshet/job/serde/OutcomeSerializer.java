package io.freshet.job.serde;

import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** An outcome as a record of the {@code outcomes} topic, keyed by slate. */
public final class OutcomeSerializer implements KafkaRecordSerializationSchema<OutcomeRecord> {

    private static final long serialVersionUID = 1L;

    private final String topic;

    public OutcomeSerializer(String topic) {
        this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            OutcomeRecord outcome, KafkaSinkContext context, Long timestamp) {
        return new ProducerRecord<>(
                topic, null, outcome.timestamp(), outcome.key(), outcome.json());
    }
}
