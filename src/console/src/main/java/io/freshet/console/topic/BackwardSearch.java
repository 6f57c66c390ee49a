package io.freshet.console.topic;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Looks for records by their key from the end of a topic backwards, piece by piece, until there are
 * enough or as much was read as is permitted: a topic has no index by key.
 */
public final class BackwardSearch implements KeySearch {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long PIECE_RECORDS = 4_096;

    private final KafkaAccess kafka;
    private final long maxBytes;

    /**
     * @param maxBytes keys and values read of one topic before the search is given up
     */
    public BackwardSearch(KafkaAccess kafka, long maxBytes) {
        this.kafka = requireNonNull(kafka, "kafka");
        this.maxBytes = maxBytes;
    }

    @Override
    public Found search(String topic, Predicate<String> key, int enough, BooleanSupplier isWanted) {
        try (Consumer<@Nullable String, byte @Nullable []> consumer = kafka.consumer()) {
            List<PartitionInfo> partitions = consumer.listTopics(PATIENCE).get(topic);
            if (partitions == null) {
                return new Found(List.of(), 0, true);
            }
            return new Search(consumer, key, enough, isWanted).run(topic, partitions);
        }
    }

    private final class Search {

        private final Consumer<@Nullable String, byte @Nullable []> consumer;
        private final Predicate<String> wanted;
        private final int enough;
        private final BooleanSupplier isWanted;
        private final Deque<List<KeyedValue>> pieces = new ArrayDeque<>();
        private int found;
        private long records;
        private long bytes;

        Search(
                Consumer<@Nullable String, byte @Nullable []> consumer,
                Predicate<String> wanted,
                int enough,
                BooleanSupplier isWanted) {
            this.consumer = consumer;
            this.wanted = wanted;
            this.enough = enough;
            this.isWanted = isWanted;
        }

        Found run(String topic, List<PartitionInfo> infos) {
            List<TopicPartition> partitions =
                    infos.stream()
                            .map(each -> new TopicPartition(topic, each.partition()))
                            .toList();
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, PATIENCE);
            Map<TopicPartition, Long> uppers =
                    new HashMap<>(consumer.endOffsets(partitions, PATIENCE));
            uppers.entrySet().removeIf(each -> each.getValue() <= begins.get(each.getKey()));
            while (!uppers.isEmpty()
                    && found < enough
                    && bytes < maxBytes
                    && isWanted.getAsBoolean()) {
                readPiece(begins, uppers);
            }
            List<KeyedValue> values = new ArrayList<>();
            pieces.forEach(values::addAll);
            return new Found(values, records, uppers.isEmpty());
        }

        /** Of each partition the records before its upper end, which then moves down. */
        private void readPiece(Map<TopicPartition, Long> begins, Map<TopicPartition, Long> uppers) {
            Map<TopicPartition, Long> lowers = new HashMap<>();
            uppers.forEach(
                    (partition, upper) ->
                            lowers.put(
                                    partition,
                                    Math.max(begins.get(partition), upper - PIECE_RECORDS)));
            consumer.assign(lowers.keySet());
            consumer.resume(lowers.keySet());
            lowers.forEach(consumer::seek);
            Map<TopicPartition, Long> ends = new HashMap<>(uppers);
            List<KeyedValue> piece = new ArrayList<>();
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!ends.isEmpty()) {
                int polled = poll(ends, piece);
                ends.entrySet().removeIf(each -> isReached(each.getKey(), each.getValue()));
                if (polled > 0) {
                    deadline = System.nanoTime() + PATIENCE.toNanos();
                } else if (System.nanoTime() - deadline > 0) {
                    throw new KafkaException("no records came within " + PATIENCE);
                }
            }
            pieces.addFirst(piece);
            uppers.putAll(lowers);
            uppers.entrySet().removeIf(each -> each.getValue() <= begins.get(each.getKey()));
        }

        private int poll(Map<TopicPartition, Long> ends, List<KeyedValue> piece) {
            int polled = 0;
            for (ConsumerRecord<@Nullable String, byte @Nullable []> each : consumer.poll(POLL)) {
                polled++;
                Long end = ends.get(new TopicPartition(each.topic(), each.partition()));
                if (end != null && each.offset() < end) {
                    look(each, piece);
                }
            }
            return polled;
        }

        private void look(
                ConsumerRecord<@Nullable String, byte @Nullable []> each, List<KeyedValue> piece) {
            records++;
            bytes +=
                    Math.max(0, each.serializedKeySize()) + Math.max(0, each.serializedValueSize());
            if (each.key() != null && each.value() != null && wanted.test(each.key())) {
                piece.add(new KeyedValue(each.key(), each.value()));
                found++;
            }
        }

        /** What was read is paused, so that the others are not held up by what follows it. */
        private boolean isReached(TopicPartition partition, long end) {
            if (consumer.position(partition) < end) {
                return false;
            }
            consumer.pause(List.of(partition));
            return true;
        }
    }
}
