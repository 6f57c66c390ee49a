package io.freshet.job.serde;

import io.freshet.core.experiment.VariantMetrics;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** How a variant is doing, as a record of {@code experiment-metrics}: an upsert of the variant. */
public final class VariantMetricsSerializer
        implements KafkaRecordSerializationSchema<VariantMetrics> {

    private static final long serialVersionUID = 1L;

    private final String topic;

    public VariantMetricsSerializer(String topic) {
        this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            VariantMetrics metrics, KafkaSinkContext context, Long timestamp) {
        return new ProducerRecord<>(
                topic,
                null,
                metrics.at(),
                metrics.key().getBytes(StandardCharsets.UTF_8),
                TopicJson.write(metrics));
    }
}
