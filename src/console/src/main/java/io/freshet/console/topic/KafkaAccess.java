package io.freshet.console.topic;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * How to reach the brokers: the usual client properties, TLS and SASL among them. Consumers join no
 * group, commit nothing and see what is committed.
 */
public final class KafkaAccess {

    private static final int PATIENCE_MILLIS = 5_000;
    private static final int FETCH_BYTES = 8 * 1024 * 1024;
    private static final int POLL_RECORDS = 5_000;

    /**
     * How Kafka's clients begin to say that no host of {@code bootstrap.servers} has an address.
     */
    private static final String NO_NAME = "No resolvable bootstrap urls";

    private final Map<String, Object> properties;

    /**
     * @param properties of Kafka's clients, {@code bootstrap.servers} among them; what a reader
     *     without a group needs is set over them
     */
    public KafkaAccess(Map<String, Object> properties) {
        this.properties = Map.copyOf(properties);
    }

    /**
     * Whether clients can be made at all; nobody is asked. Names of brokers that nobody knows yet
     * are no mistake: where brokers start beside the console, their names come with them.
     *
     * @throws org.apache.kafka.common.KafkaException if the properties are not those of a client
     */
    public void check() {
        try {
            consumer().close();
        } catch (KafkaException e) {
            if (!isForWantOfAName(e)) {
                throw e;
            }
        }
    }

    private static boolean isForWantOfAName(KafkaException e) {
        return e.getCause() instanceof ConfigException cause
                && String.valueOf(cause.getMessage()).startsWith(NO_NAME);
    }

    /**
     * A consumer of its own for each thread.
     *
     * @throws org.apache.kafka.common.KafkaException if the properties are not those of a client
     */
    Consumer<@Nullable String, byte @Nullable []> consumer() {
        Map<String, Object> all = new HashMap<>(properties);
        all.remove(ConsumerConfig.GROUP_ID_CONFIG);
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        // Who looks wants what is new, not an error, when retention has overtaken it.
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS);
        all.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        all.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        all.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        return new KafkaConsumer<>(all, new StringDeserializer(), new ByteArrayDeserializer());
    }

    Producer<String, byte[]> producer() {
        Map<String, Object> all = new HashMap<>(properties);
        all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
        all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2 * PATIENCE_MILLIS);
        return new KafkaProducer<>(all, new StringSerializer(), new ByteArraySerializer());
    }
}
