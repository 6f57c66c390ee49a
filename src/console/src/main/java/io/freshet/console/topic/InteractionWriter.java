package io.freshet.console.topic;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.freshet.core.domain.Interaction;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Writes interactions to {@code events}, keyed by user. Connects when there is something to send.
 */
public final class InteractionWriter implements AutoCloseable {

    private static final ObjectWriter JSON =
            JsonMapper.builder()
                    .serializationInclusion(JsonInclude.Include.NON_NULL)
                    .build()
                    .writerFor(Interaction.class);
    private static final long PATIENCE_SECONDS = 10;

    private final KafkaAccess kafka;
    private final String topic;
    private @Nullable Producer<String, byte[]> producer;

    public InteractionWriter(KafkaAccess kafka, String topic) {
        this.kafka = requireNonNull(kafka, "kafka");
        this.topic = requireNonNull(topic, "topic");
    }

    /**
     * Returns when the brokers have it.
     *
     * @throws IOException if they refuse it or do not answer
     */
    public void write(Interaction interaction) throws IOException {
        try {
            byte[] value = JSON.writeValueAsBytes(interaction);
            connected()
                    .send(new ProducerRecord<>(topic, interaction.userId(), value))
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException("not written to " + topic + ": " + e.getCause().getMessage(), e);
        } catch (TimeoutException | KafkaException e) {
            throw new IOException("not written to " + topic + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while writing to " + topic, e);
        }
    }

    private synchronized Producer<String, byte[]> connected() {
        Producer<String, byte[]> there = producer;
        if (there == null) {
            there = kafka.producer();
            producer = there;
        }
        return there;
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close();
        }
    }
}
