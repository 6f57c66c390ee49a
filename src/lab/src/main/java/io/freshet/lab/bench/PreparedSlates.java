package io.freshet.lab.bench;

import io.freshet.core.domain.Slate;
import io.freshet.job.serde.RawRecord;
import io.freshet.job.serde.SlateSerializer;
import java.util.List;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes for each record that came a slate of a job, made before. */
final class PreparedSlates implements KafkaRecordSerializationSchema<RawRecord> {

    private static final long serialVersionUID = 1L;

    private final String topic;
    private final byte[][] keys;
    private final byte[][] values;

    private PreparedSlates(String topic, byte[][] keys, byte[][] values) {
        this.topic = topic;
        this.keys = keys;
        this.values = values;
    }

    /** For this topic. */
    static PreparedSlates of(String topic, List<Slate> slates) {
        SlateSerializer serializer = new SlateSerializer(topic);
        byte[][] keys = new byte[slates.size()][];
        byte[][] values = new byte[slates.size()][];
        for (int i = 0; i < keys.length; i++) {
            ProducerRecord<byte[], byte[]> made = serializer.serialize(slates.get(i), null, null);
            keys[i] = made.key();
            values[i] = made.value();
        }
        return new PreparedSlates(topic, keys, values);
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            RawRecord raw, KafkaSinkContext context, Long timestamp) {
        int slate = (int) (raw.offset() % keys.length);
        return new ProducerRecord<>(topic, null, raw.timestamp(), keys[slate], values[slate]);
    }
}
