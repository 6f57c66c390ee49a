package io.freshet.lab.feed;

import static java.util.Objects.requireNonNull;

import io.freshet.lab.kafka.KafkaAccess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads all partitions that a topic has, without a group, and sees what is committed. Not for
 * several threads, but for {@link #wakeUp}.
 */
public final class TopicReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final int PATIENCE_MILLIS = 15_000;
    private static final int FETCH_BYTES = 8 * 1024 * 1024;

    private static final Map<String, Object> CONFIGURATION =
            Map.of(
                    ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                    "read_committed",
                    ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                    false,
                    ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                    false,
                    // Records that are gone are an error, never skipped.
                    ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                    "none",
                    ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                    FETCH_BYTES,
                    ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                    PATIENCE_MILLIS,
                    ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    PATIENCE_MILLIS);

    private final KafkaConsumer<@Nullable String, byte @Nullable []> consumer;
    private final List<TopicPartition> partitions;

    private TopicReader(
            KafkaConsumer<@Nullable String, byte @Nullable []> consumer,
            List<TopicPartition> partitions) {
        this.consumer = requireNonNull(consumer, "consumer");
        this.partitions = List.copyOf(partitions);
    }

    /** Where reading begins. */
    enum Start {
        /** With everything that is there. */
        BEGINNING,
        /** With what comes next. */
        END
    }

    /**
     * At the beginning of a topic.
     *
     * @throws IOException if no broker answers or there is no such topic
     */
    static TopicReader open(String bootstrapServers, String topic) throws IOException {
        return open(KafkaAccess.plain(bootstrapServers), topic, Start.BEGINNING);
    }

    /**
     * At the beginning or the end of a topic.
     *
     * @throws IOException if no broker answers or there is no such topic
     */
    static TopicReader open(KafkaAccess access, String topic, Start start) throws IOException {
        KafkaConsumer<@Nullable String, byte @Nullable []> consumer;
        try {
            consumer =
                    new KafkaConsumer<>(
                            access.with(CONFIGURATION),
                            new StringDeserializer(),
                            new ByteArrayDeserializer());
        } catch (KafkaException e) {
            throw access.refusal(e);
        }
        try {
            Map<String, List<PartitionInfo>> topics = consumer.listTopics();
            List<PartitionInfo> found = topics.get(topic);
            if (found == null) {
                throw new IOException(
                        "no topic "
                                + topic
                                + " at "
                                + access.bootstrapServers()
                                + "; found "
                                + new TreeSet<>(topics.keySet()));
            }
            List<TopicPartition> partitions =
                    found.stream()
                            .map(each -> new TopicPartition(topic, each.partition()))
                            .toList();
            consumer.assign(partitions);
            seek(consumer, partitions, start);
            return new TopicReader(consumer, partitions);
        } catch (KafkaException e) {
            consumer.close();
            throw new IOException(
                    "cannot read topic "
                            + topic
                            + " at "
                            + access.bootstrapServers()
                            + ": "
                            + cause(e),
                    e);
        } catch (IOException | RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    /** Takes records. */
    @FunctionalInterface
    public interface Visitor {
        void visit(ConsumerRecord<@Nullable String, byte @Nullable []> found) throws IOException;
    }

    /**
     * Shows everything that is in a topic now, each partition in its order.
     *
     * @throws IOException if no broker answers, there is no such topic, or the visitor throws
     */
    public static void readAll(String bootstrapServers, String topic, Visitor visitor)
            throws IOException {
        readAll(KafkaAccess.plain(bootstrapServers), topic, visitor);
    }

    private static void readAll(KafkaAccess access, String topic, Visitor visitor)
            throws IOException {
        try (TopicReader reader = open(access, topic, Start.BEGINNING)) {
            Map<TopicPartition, Long> ends = reader.ends();
            while (!reader.hasReached(ends)) {
                for (ConsumerRecord<@Nullable String, byte @Nullable []> each : reader.poll(POLL)) {
                    visitor.visit(each);
                }
            }
        } catch (KafkaException e) {
            throw new IOException("cannot read " + topic + ": " + e.getMessage(), e);
        }
    }

    /**
     * The newest value of every key that is in a topic now, but of those that were taken back.
     *
     * @throws IOException if no broker answers, there is no such topic, or a record has no key
     */
    public static SortedMap<String, byte[]> readNewest(String bootstrapServers, String topic)
            throws IOException {
        return readNewest(KafkaAccess.plain(bootstrapServers), topic);
    }

    /**
     * The newest value of every key that is in a topic now, but of those that were taken back.
     *
     * @throws IOException if no broker answers, there is no such topic, or a record has no key
     */
    public static SortedMap<String, byte[]> readNewest(KafkaAccess access, String topic)
            throws IOException {
        SortedMap<String, byte[]> newest = new TreeMap<>();
        readAll(
                access,
                topic,
                found -> {
                    if (found.key() == null) {
                        throw new IOException(where(found) + " has no key");
                    }
                    if (found.value() == null) {
                        newest.remove(found.key());
                    } else {
                        newest.put(found.key(), found.value());
                    }
                });
        return newest;
    }

    /** At once, so that the end is that of now. */
    private static void seek(
            KafkaConsumer<?, ?> consumer, List<TopicPartition> partitions, Start start) {
        if (start == Start.BEGINNING) {
            consumer.seekToBeginning(partitions);
            return;
        }
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    /** What came, after this time at the latest; perhaps nothing. */
    ConsumerRecords<@Nullable String, byte @Nullable []> poll(Duration patience) {
        return consumer.poll(patience);
    }

    /** Where every partition ends now. */
    Map<TopicPartition, Long> ends() {
        return consumer.endOffsets(partitions);
    }

    /** Whether everything before these ends was read. */
    boolean hasReached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /** Ends a poll of another thread with a {@code WakeupException}. */
    void wakeUp() {
        consumer.wakeup();
    }

    /** Where a record stands, for a message. */
    static String where(ConsumerRecord<?, ?> found) {
        return found.topic() + "-" + found.partition() + "@" + found.offset();
    }

    @Override
    public void close() {
        consumer.close();
    }

    private static String cause(KafkaException e) {
        return String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
    }
}
