package io.freshet.lab.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.lab.dataset.InteractionLog;
import io.freshet.lab.kafka.EmbeddedBroker;
import io.freshet.lab.kafka.KafkaTopics;
import io.freshet.lab.traffic.TrafficRecord.Malformed;
import io.freshet.lab.traffic.TrafficRecord.Sound;
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
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class TrafficSenderIT {

    private static final TrafficProfile PROFILE =
            TrafficProfile.calm(new Population(100, 50, 1, 1), 100, 1)
                    .with(new Disturbance(0.1, 0.1, 0.1, Duration.ofSeconds(1)));

    @TempDir private static Path directory;
    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() throws IOException {
        broker = EmbeddedBroker.start(directory);
    }

    @AfterAll
    static void stop() throws IOException {
        broker.close();
    }

    @Test
    void writesEverythingKeyedByUserInOrder() throws IOException {
        topic("three", 3);
        List<TrafficRecord> records = records(2_050);
        List<TrafficRecord> observed = new ArrayList<>();

        SendReport report = send("three", SendSchedule.asFastAsPossible(), records, observed);

        assertThat(report.events()).isEqualTo(2_050);
        assertThat(observed).isEqualTo(records);
        List<ConsumerRecord<String, byte[]>> read = read("three", 3, 2_050);
        List<String> small =
                read.stream()
                        .filter(each -> !isHuge(each.value()))
                        .map(TrafficSenderIT::line)
                        .toList();
        assertThat(perUser(small)).isEqualTo(perUser(lines(small(records))));
        assertThat(read.stream().filter(each -> isHuge(each.value())))
                .hasSize(records.size() - small(records).size())
                .isNotEmpty();
    }

    @Test
    void keepsTheWholeOrderInOnePartition() throws IOException {
        topic("one", 1);
        List<TrafficRecord> records = small(records(2_000));

        send("one", SendSchedule.asFastAsPossible(), records, new ArrayList<>());

        assertThat(read("one", 1, records.size()).stream().map(TrafficSenderIT::line).toList())
                .isEqualTo(lines(records));
    }

    @Test
    void keepsThePaceOfTheRecords() throws IOException {
        topic("paced", 1);
        List<TrafficRecord> records = records(500);
        Duration length =
                Duration.between(records.get(0).due(), records.get(records.size() - 1).due());

        SendReport report = send("paced", SendSchedule.atSpeed(10), records, new ArrayList<>());

        assertThat(report.elapsed()).isGreaterThanOrEqualTo(length.dividedBy(10));
        assertThat(report.summary()).startsWith("500 events in ");
    }

    @Test
    void saysWhatItCannotWriteTo() throws IOException {
        try (TrafficSender sender =
                new TrafficSender(
                        broker.bootstrapServers(),
                        "absent",
                        SendSchedule.asFastAsPossible(),
                        EventStamp.original())) {
            assertThatThrownBy(() -> sender.send(records(5).iterator(), (sent, due) -> {}))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot write to topic absent");
        }
    }

    private static void topic(String name, int partitions) throws IOException {
        try (KafkaTopics topics = new KafkaTopics(broker.bootstrapServers())) {
            assertThat(topics.ensure(name, partitions)).isTrue();
            assertThat(topics.ensure(name, partitions)).isFalse();
        }
    }

    private static SendReport send(
            String topic,
            SendSchedule schedule,
            List<TrafficRecord> records,
            List<TrafficRecord> observed)
            throws IOException {
        try (TrafficSender sender =
                new TrafficSender(
                        broker.bootstrapServers(), topic, schedule, EventStamp.original())) {
            return sender.send(records.iterator(), (sent, due) -> observed.add(sent));
        }
    }

    private static List<TrafficRecord> records(int count) {
        TrafficSimulator simulator =
                new TrafficSimulator(PROFILE, Instant.parse("2026-01-01T00:00:00Z"));
        return Stream.generate(simulator::next).limit(count).toList();
    }

    /** Without huge ones, which go another way and may be overtaken. */
    private static List<TrafficRecord> small(List<TrafficRecord> records) {
        return records.stream()
                .filter(each -> !(each instanceof Malformed found && isHuge(found.value())))
                .toList();
    }

    private static boolean isHuge(byte @Nullable [] value) {
        return value != null && value.length > 1 << 20;
    }

    private static List<ConsumerRecord<String, byte[]>> read(
            String topic, int partitions, int expected) {
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()),
                        new StringDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> all =
                    IntStream.range(0, partitions)
                            .mapToObj(partition -> new TopicPartition(topic, partition))
                            .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
            while (found.size() < expected) {
                consumer.poll(Duration.ofSeconds(1)).forEach(found::add);
            }
            return found;
        }
    }

    private static List<String> lines(List<TrafficRecord> records) throws IOException {
        List<String> lines = new ArrayList<>();
        for (TrafficRecord each : records) {
            byte[] value =
                    each instanceof Sound sound
                            ? InteractionLog.toJson(sound.interaction())
                            : ((Malformed) each).value();
            lines.add(line(each.userId(), value));
        }
        return lines;
    }

    private static String line(ConsumerRecord<String, byte[]> found) {
        return line(found.key(), found.value());
    }

    private static String line(String key, byte @Nullable [] value) {
        if (value == null) {
            return key + " nothing";
        }
        return key + " " + new String(value, StandardCharsets.ISO_8859_1);
    }

    private static Map<String, List<String>> perUser(List<String> lines) {
        return lines.stream()
                .collect(Collectors.groupingBy(line -> line.substring(0, line.indexOf(' '))));
    }
}
