package io.freshet.lab.traffic;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Interaction;
import io.freshet.lab.dataset.InteractionLog;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes interactions to a topic in their order, keyed by user, at a rate or as fast as the broker
 * takes them. An interaction that the broker refuses ends the replay.
 */
public final class Replayer implements AutoCloseable {

    private static final int EVENTS_A_STEP = 100;
    private static final long MAX_MICROS = TimeUnit.MINUTES.toMicros(5);

    private final ReplaySettings settings;
    private final EventStamp stamp;
    private final KafkaProducer<String, byte[]> producer;
    private final Histogram confirmMicros = new ConcurrentHistogram(MAX_MICROS, 3);
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    /** Connects lazily: a broker that is not there is noticed at the first interaction. */
    public Replayer(ReplaySettings settings, EventStamp stamp) {
        this.settings = requireNonNull(settings, "settings");
        this.stamp = requireNonNull(stamp, "stamp");
        this.producer =
                new KafkaProducer<>(
                        producerConfiguration(settings),
                        new StringSerializer(),
                        new ByteArraySerializer());
    }

    /**
     * Sends everything and returns when the broker has confirmed it.
     *
     * @param steps is told now and then how many were sent since
     * @throws IOException if the broker refuses or does not answer
     */
    public ReplayReport replay(Iterator<Interaction> interactions, LongConsumer steps)
            throws IOException {
        Pacer pacer =
                new Pacer(settings.eventsPerSecond(), System::nanoTime, LockSupport::parkNanos);
        long start = System.nanoTime();
        long sent = 0;
        while (interactions.hasNext()) {
            Interaction next = interactions.next();
            pacer.await();
            send(stamp.stamp(next));
            sent++;
            if (sent % EVENTS_A_STEP == 0) {
                steps.accept(EVENTS_A_STEP);
            }
        }
        producer.flush();
        throwFailure();
        steps.accept(sent % EVENTS_A_STEP);
        return new ReplayReport(
                sent,
                Duration.ofNanos(System.nanoTime() - start),
                confirmMicros.getValueAtPercentile(50),
                confirmMicros.getValueAtPercentile(99),
                TimeUnit.NANOSECONDS.toMillis(pacer.maxLateNanos()));
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(10));
    }

    private void send(Interaction interaction) throws IOException {
        throwFailure();
        byte[] value = InteractionLog.toJson(interaction);
        long sentAt = System.nanoTime();
        var unused =
                producer.send(
                        new ProducerRecord<>(settings.topic(), interaction.userId(), value),
                        (metadata, exception) -> confirm(sentAt, exception));
    }

    private void confirm(long sentAt, @Nullable Exception exception) {
        if (exception != null) {
            failure.compareAndSet(null, exception);
            return;
        }
        long micros = (System.nanoTime() - sentAt) / 1_000;
        confirmMicros.recordValue(Math.min(micros, MAX_MICROS));
    }

    private void throwFailure() throws IOException {
        Exception found = failure.get();
        if (found != null) {
            throw new IOException(
                    "cannot write to topic "
                            + settings.topic()
                            + " at "
                            + settings.bootstrapServers()
                            + ": "
                            + found.getMessage(),
                    found);
        }
    }

    private static Map<String, Object> producerConfiguration(ReplaySettings settings) {
        // At a rate every record goes at once; otherwise batches make the throughput.
        boolean paced = settings.eventsPerSecond() > 0;
        return Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                settings.bootstrapServers(),
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.LINGER_MS_CONFIG,
                paced ? 1 : 5,
                ProducerConfig.BATCH_SIZE_CONFIG,
                128 * 1024,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                64L * 1024 * 1024,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                15_000,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                10_000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                30_000);
    }
}
