package io.freshet.job.serde;

import io.freshet.core.experiment.ExperimentStatus;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** How an experiment is doing, as a record of {@code experiment-status}: an upsert of its id. */
public final class ExperimentStatusSerializer
        implements KafkaRecordSerializationSchema<ExperimentStatus> {

    private static final long serialVersionUID = 1L;

    private final String topic;

    public ExperimentStatusSerializer(String topic) {
        this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            ExperimentStatus status, KafkaSinkContext context, Long timestamp) {
        return new ProducerRecord<>(
                topic,
                null,
                status.at(),
                status.experimentId().getBytes(StandardCharsets.UTF_8),
                TopicJson.write(status));
    }
}
