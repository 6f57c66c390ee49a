package io.freshet.lab.kafka;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Writes records with keys to a topic, and returns when the broker has them. */
public final class KeyedWriter implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 15_000;

    private final Producer<String, byte @Nullable []> producer;
    private final String topic;

    private KeyedWriter(Producer<String, byte @Nullable []> producer, String topic) {
        this.producer = requireNonNull(producer, "producer");
        this.topic = requireNonNull(topic, "topic");
    }

    /**
     * To a topic that is there.
     *
     * @throws IOException if no broker answers or there is no such topic
     */
    public static KeyedWriter open(String bootstrapServers, String topic) throws IOException {
        return open(KafkaAccess.plain(bootstrapServers), topic);
    }

    /**
     * To a topic that is there.
     *
     * @throws IOException if no broker answers or there is no such topic
     */
    public static KeyedWriter open(KafkaAccess access, String topic) throws IOException {
        try (KafkaTopics topics = new KafkaTopics(access)) {
            Set<String> found = topics.names();
            if (!found.contains(topic)) {
                throw new IOException(
                        "no topic "
                                + topic
                                + " at "
                                + access.bootstrapServers()
                                + "; found "
                                + new TreeSet<>(found));
            }
        }
        return new KeyedWriter(producer(access), topic);
    }

    private static Producer<String, byte @Nullable []> producer(KafkaAccess access)
            throws IOException {
        try {
            return new KafkaProducer<>(
                    access.with(Map.of(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS)),
                    new StringSerializer(),
                    new ByteArraySerializer());
        } catch (KafkaException e) {
            throw access.refusal(e);
        }
    }

    /**
     * Writes a record.
     *
     * @param value null for a tombstone
     */
    public void write(String key, byte @Nullable [] value) throws IOException {
        write(Collections.singletonMap(key, value));
    }

    /**
     * Writes records of different keys, in no particular order: all are on their way before one is
     * waited for.
     *
     * @param records values by their keys; null for a tombstone
     */
    public void write(Map<String, byte @Nullable []> records) throws IOException {
        try {
            // A broker that is gone is waited for once, not by every record.
            producer.partitionsFor(topic);
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            records.forEach(
                    (key, value) ->
                            sent.add(producer.send(new ProducerRecord<>(topic, key, value))));
            for (Future<RecordMetadata> each : sent) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("not written to " + topic + ": " + e.getCause().getMessage(), e);
        } catch (KafkaException e) {
            throw new IOException("not written to " + topic + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while writing to " + topic, e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
