package io.freshet.lab.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.core.domain.Interaction;
import io.freshet.lab.dataset.InteractionLog;
import io.freshet.lab.kafka.EmbeddedBroker;
import io.freshet.lab.kafka.KafkaTopics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ReplayerIT {

    private static final int PARTITIONS = 3;

    @TempDir private Path directory;

    @Test
    void writesEverythingKeyedByUserInOrder() throws IOException {
        TrafficSimulator simulator =
                new TrafficSimulator(
                        new TrafficProfile(
                                100, 50, 100, 1, 1, Instant.parse("2026-01-01T00:00:00Z")));
        List<Interaction> sent = Stream.generate(simulator::next).limit(2_050).toList();
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory)) {
            try (KafkaTopics topics = new KafkaTopics(broker.bootstrapServers())) {
                assertThat(topics.ensure("events", PARTITIONS)).isTrue();
                assertThat(topics.ensure("events", PARTITIONS)).isFalse();
            }
            ReplaySettings settings = new ReplaySettings(broker.bootstrapServers(), "events", 0);
            List<Long> steps = new ArrayList<>();
            try (Replayer replayer = new Replayer(settings, EventStamp.original())) {
                ReplayReport report = replayer.replay(sent.iterator(), steps::add);
                assertThat(report.events()).isEqualTo(2_050);
            }
            assertThat(steps.stream().mapToLong(Long::longValue).sum()).isEqualTo(2_050);
            assertThat(read(broker.bootstrapServers(), sent.size())).isEqualTo(perUser(sent));

            ReplaySettings wrong = new ReplaySettings(broker.bootstrapServers(), "absent", 0);
            try (Replayer replayer = new Replayer(wrong, EventStamp.original())) {
                assertThatThrownBy(() -> replayer.replay(sent.iterator(), steps::add))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("cannot write to topic absent");
            }
        }
    }

    private static Map<String, List<String>> perUser(List<Interaction> interactions)
            throws IOException {
        List<String[]> pairs = new ArrayList<>();
        for (Interaction each : interactions) {
            pairs.add(
                    new String[] {
                        each.userId(),
                        new String(InteractionLog.toJson(each), StandardCharsets.UTF_8)
                    });
        }
        return grouped(pairs);
    }

    private static Map<String, List<String>> read(String bootstrapServers, int expected) {
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                        new StringDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    IntStream.range(0, PARTITIONS)
                            .mapToObj(partition -> new TopicPartition("events", partition))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            List<String[]> pairs = new ArrayList<>();
            while (pairs.size() < expected) {
                consumer.poll(Duration.ofSeconds(1))
                        .forEach(
                                found ->
                                        pairs.add(
                                                new String[] {
                                                    found.key(),
                                                    new String(
                                                            found.value(), StandardCharsets.UTF_8)
                                                }));
            }
            return grouped(pairs);
        }
    }

    private static Map<String, List<String>> grouped(List<String[]> pairs) {
        return pairs.stream()
                .collect(
                        Collectors.groupingBy(
                                pair -> pair[0],
                                Collectors.mapping(pair -> pair[1], Collectors.toList())));
    }
}
