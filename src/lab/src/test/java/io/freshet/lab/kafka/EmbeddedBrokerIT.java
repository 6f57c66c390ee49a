package io.freshet.lab.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class EmbeddedBrokerIT {

    private static final TopicPartition EVENTS = new TopicPartition("events", 0);

    @TempDir private Path directory;

    @Test
    void keepsRecordsOverARestartAndEndsWithClose() throws Exception {
        ProcessHandle child;
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory)) {
            child = broker.process();
            broker.createTopic("events", 1, Map.of("cleanup.policy", "delete"));
            write(broker, "user-1", "first");

            assertThat(child.isAlive()).isTrue();
            broker.check();
            assertThat(read(broker)).containsExactly("first");
            assertThatThrownBy(() -> broker.createTopic("events", 1, Map.of()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot create topic events");
        }
        assertThat(child.isAlive()).isFalse();

        try (EmbeddedBroker again = EmbeddedBroker.start(directory)) {
            assertThat(read(again)).containsExactly("first");
        }
    }

    @Test
    void endsWhenItsOwnerIsKilled() throws Exception {
        Process owner =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                BrokerOwner.class.getName(),
                                directory.toString())
                        .redirectError(directory.resolve("owner.log").toFile())
                        .start();
        String pid = owner.inputReader(StandardCharsets.UTF_8).readLine();
        assertThat(pid)
                .as(() -> "what the owner wrote: " + ownerLog())
                .isNotNull()
                .containsOnlyDigits();
        ProcessHandle broker = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();

        owner.destroyForcibly().waitFor();

        assertThat(broker.onExit()).succeedsWithin(Duration.ofSeconds(60));
    }

    @Test
    void saysThatItWasKilled() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory)) {
            broker.process().destroyForcibly();
            assertThat(broker.process().onExit()).succeedsWithin(Duration.ofSeconds(60));

            assertThatThrownBy(broker::check)
                    .isInstanceOf(IOException.class)
                    .hasMessage("the broker ended with exit code 137");
        }
    }

    @Test
    void saysWhyItCannotStart() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            assertThatThrownBy(() -> EmbeddedBroker.start(directory, port))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen at port " + port);
        }
    }

    private String ownerLog() {
        try {
            return Files.readString(directory.resolve("owner.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void write(EmbeddedBroker broker, String key, String value) throws Exception {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(
                        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()),
                        new StringSerializer(),
                        new StringSerializer())) {
            producer.send(new ProducerRecord<>(EVENTS.topic(), key, value)).get();
        }
    }

    private static List<String> read(EmbeddedBroker broker) {
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(
                        Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            consumer.assign(List.of(EVENTS));
            consumer.seekToBeginning(List.of(EVENTS));
            ConsumerRecords<String, String> records = consumer.poll(Duration.ofSeconds(30));
            return records.records(EVENTS).stream().map(record -> record.value()).toList();
        }
    }
}
