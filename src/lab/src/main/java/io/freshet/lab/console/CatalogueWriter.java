package io.freshet.lab.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.freshet.core.domain.Item;
import io.freshet.lab.kafka.KafkaAccess;
import io.freshet.lab.kafka.KafkaTopics;
import io.freshet.lab.traffic.SimulatedCatalogue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Fills the topic {@code catalog}. */
public final class CatalogueWriter {

    /** Topic of what is known of items. */
    public static final String CATALOG = "catalog";

    private static final ObjectWriter JSON =
            JsonMapper.builder()
                    .serializationInclusion(JsonInclude.Include.NON_EMPTY)
                    .build()
                    .writerFor(Item.class);
    private static final int PATIENCE_MILLIS = 15_000;

    private CatalogueWriter() {}

    /**
     * Makes the topic, unless it is there, and writes all items to it.
     *
     * @throws IOException if the broker refuses
     */
    public static void write(KafkaAccess access, List<Item> items) throws IOException {
        try (KafkaTopics topics = new KafkaTopics(access)) {
            if (!topics.names().contains(CATALOG)) {
                topics.create(CATALOG, 1, Map.of("cleanup.policy", "compact"));
            }
        }
        try (Producer<String, byte[]> producer = producer(access)) {
            List<Future<?>> sent = new ArrayList<>(items.size());
            for (Item item : items) {
                sent.add(producer.send(new ProducerRecord<>(CATALOG, item.itemId(), bytes(item))));
            }
            for (Future<?> each : sent) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("not written to catalog: " + e.getCause().getMessage(), e);
        } catch (KafkaException e) {
            throw new IOException("not written to catalog: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while writing the catalogue", e);
        }
    }

    /** What made-up items are called. */
    public static List<Item> items(SimulatedCatalogue catalogue) {
        return catalogue.items().stream()
                .map(each -> Item.of(each.itemId(), each.title(), each.genre()))
                .toList();
    }

    private static byte[] bytes(Item item) throws JsonProcessingException {
        return JSON.writeValueAsBytes(item);
    }

    private static Producer<String, byte[]> producer(KafkaAccess access) {
        return new KafkaProducer<>(
                access.with(
                        Map.of(
                                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                                PATIENCE_MILLIS,
                                ProducerConfig.LINGER_MS_CONFIG,
                                5)),
                new StringSerializer(),
                new ByteArraySerializer());
    }
}
