package io.freshet.lab.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.core.domain.Interaction;
import io.freshet.lab.kafka.KafkaAccess;
import io.freshet.lab.traffic.TrafficRecord.Malformed;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class TrafficSenderTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Map<String, MockProducer<String, byte[]>> producers = new HashMap<>();

    @Test
    void doesNotWaitForConfirmations() throws IOException {
        List<Integer> sentBeforeAnyConfirmation = new ArrayList<>();
        try (TrafficSender sender = sender(SendSchedule.atRate(10_000))) {
            SendReport report =
                    sender.send(
                            views(50).iterator(),
                            (sent, due) ->
                                    sentBeforeAnyConfirmation.add(
                                            producers.get("none").history().size()));

            assertThat(sentBeforeAnyConfirmation)
                    .isEqualTo(IntStream.range(0, 50).boxed().toList());
            assertThat(report.events()).isEqualTo(50);
            assertThat(report.elapsed().toMillis()).isGreaterThanOrEqualTo(4);
            assertThat(sender.sent()).isEqualTo(50);
        }
    }

    @Test
    void tellsWhenARecordWasDueHoweverLateItIs() throws IOException {
        List<Long> due = new ArrayList<>();
        try (TrafficSender sender = sender(SendSchedule.atRate(1_000))) {
            sender.send(
                    views(4).iterator(),
                    (sent, dueNanos) -> {
                        due.add(dueNanos);
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
                    });
        }

        assertThat(due.stream().map(each -> (each - due.get(0)) / 1_000_000))
                .containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void stopsFromAnotherThreadWhileItWaitsForATurn() throws Exception {
        TrafficRecord nextYear = view(1, START.plusSeconds(365 * 86_400));
        CountDownLatch firstSent = new CountDownLatch(1);
        try (TrafficSender sender = sender(SendSchedule.atSpeed(1))) {
            CompletableFuture<SendReport> run =
                    CompletableFuture.supplyAsync(
                            () -> report(sender, List.of(view(0, START), nextYear), firstSent));
            firstSent.await();

            sender.stop();

            assertThat(run.get().events()).isEqualTo(1);
        }
    }

    @Test
    void sendsMalformedBytesAsTheyAreAndHugeOnesPacked() throws IOException {
        byte[] garbage = {1, 2, 3};
        byte[] huge = new byte[600_000];
        List<TrafficRecord> records =
                List.of(
                        new Malformed("user-1", START, Malformation.CUT_OFF, garbage),
                        new Malformed("user-2", START, Malformation.NO_VALUE, null),
                        new Malformed("user-3", START, Malformation.HUGE, huge));
        try (TrafficSender sender = sender(SendSchedule.asFastAsPossible())) {
            sender.send(records.iterator(), (sent, due) -> {});
        }

        assertThat(producers.get("none").history())
                .extracting("value")
                .containsExactly(garbage, null);
        assertThat(producers.get("none").history())
                .extracting("key")
                .containsExactly("user-1", "user-2");
        assertThat(producers.get("gzip").history()).extracting("value").containsExactly(huge);
    }

    @Test
    void endsWhenTheBrokerRefuses() {
        try (TrafficSender sender = sender(SendSchedule.asFastAsPossible())) {
            assertThatThrownBy(
                            () ->
                                    sender.send(
                                            views(5).iterator(),
                                            (sent, due) ->
                                                    producers
                                                            .get("none")
                                                            .errorNext(
                                                                    new IllegalStateException(
                                                                            "full"))))
                    .isInstanceOf(IOException.class)
                    .hasMessage("cannot write to topic events at b:1: full");
            assertThat(sender.sent()).as("the one that was refused and the next").isEqualTo(2);
        }
    }

    private static SendReport report(
            TrafficSender sender, List<TrafficRecord> records, CountDownLatch sent) {
        try {
            return sender.send(records.iterator(), (each, due) -> sent.countDown());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private TrafficSender sender(SendSchedule schedule) {
        return new TrafficSender(
                KafkaAccess.plain("b:1"),
                "events",
                schedule,
                EventStamp.original(),
                this::producer);
    }

    private Producer<String, byte[]> producer(Map<String, Object> configuration) {
        MockProducer<String, byte[]> made =
                new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
        producers.put((String) configuration.get(ProducerConfig.COMPRESSION_TYPE_CONFIG), made);
        return made;
    }

    private static List<TrafficRecord> views(int count) {
        return IntStream.range(0, count).mapToObj(n -> view(n, START)).toList();
    }

    private static TrafficRecord view(int number, Instant at) {
        return TrafficRecord.of(
                Interaction.of("e" + number, "user-1", "item-00001", "view", at.toEpochMilli()));
    }
}
