package io.freshet.lab.traffic;

import static java.util.Objects.requireNonNull;

import io.freshet.lab.dataset.InteractionLog;
import io.freshet.lab.kafka.KafkaAccess;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes records to a topic in their order, keyed by user; only values above half a mebibyte go a
 * way of their own, packed, and may be overtaken. An open loop: with a pace, each record has its
 * time, and neither a slow confirmation nor a late predecessor moves it. A record that the broker
 * refuses ends the run.
 */
public final class TrafficSender implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final long MAX_MICROS = TimeUnit.MINUTES.toMicros(5);
    private static final int LARGE_BYTES = 512 * 1024;
    private static final int MAX_REQUEST_BYTES = 16 * 1024 * 1024;

    private final KafkaAccess access;
    private final String topic;
    private final SendSchedule schedule;
    private final EventStamp stamp;
    private final ProducerFactory producers;
    private final Producer<String, byte[]> producer;
    private final Histogram confirmMicros = new ConcurrentHistogram(MAX_MICROS, 3);
    private final Histogram lateMicros = new Histogram(MAX_MICROS, 3);
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private @Nullable Producer<String, byte[]> largeProducer;
    private final AtomicLong sent = new AtomicLong();
    private volatile long latenessNanos;
    private volatile boolean stopped;
    private volatile @Nullable Thread sending;

    /** Connects lazily: a broker that is not there is noticed at the first record. */
    public TrafficSender(
            String bootstrapServers, String topic, SendSchedule schedule, EventStamp stamp) {
        this(KafkaAccess.plain(bootstrapServers), topic, schedule, stamp);
    }

    /** For a broker that asks more of its clients than an address. */
    public TrafficSender(
            KafkaAccess access, String topic, SendSchedule schedule, EventStamp stamp) {
        this(access, topic, schedule, stamp, configuration -> connected(configuration, PATIENCE));
    }

    /**
     * For a broker that is away at times.
     *
     * @param patience how long it may be away
     */
    public TrafficSender(
            String bootstrapServers,
            String topic,
            SendSchedule schedule,
            EventStamp stamp,
            Duration patience) {
        this(
                KafkaAccess.plain(bootstrapServers),
                topic,
                schedule,
                stamp,
                configuration -> connected(configuration, patience));
    }

    TrafficSender(
            KafkaAccess access,
            String topic,
            SendSchedule schedule,
            EventStamp stamp,
            ProducerFactory producers) {
        this.access = requireNonNull(access, "access");
        this.topic = requireNonNull(topic, "topic");
        this.schedule = requireNonNull(schedule, "schedule");
        this.stamp = requireNonNull(stamp, "stamp");
        this.producers = requireNonNull(producers, "producers");
        this.producer = producers.create(configuration("none"));
    }

    /**
     * Sends everything, or until {@link #stop}, and returns when the broker has confirmed what was
     * sent. Once only.
     *
     * @param observer is told each record right before it is sent
     * @throws IOException if the broker refuses or does not answer
     */
    public SendReport send(Iterator<? extends TrafficRecord> records, SendObserver observer)
            throws IOException {
        sending = Thread.currentThread();
        connect();
        SendSchedule.Turns turns = schedule.turns();
        Pacer pacer = new Pacer(System::nanoTime, LockSupport::parkNanos, this::isStopped);
        long start = System.nanoTime();
        while (!isStopped() && records.hasNext()) {
            TrafficRecord next = records.next();
            long turn = turns.nextNanos(next.due());
            long late = pacer.await(turn);
            if (isStopped()) {
                break;
            }
            noteLateness(late);
            send(next, pacer.dueAt(turn), observer);
        }
        finish();
        return new SendReport(
                sent.get(),
                Duration.ofNanos(System.nanoTime() - start),
                SendReport.Delays.of(confirmMicros),
                SendReport.Delays.of(lateMicros));
    }

    /** Ends the run soon; from any thread, and as often as one likes. */
    public void stop() {
        stopped = true;
        LockSupport.unpark(sending);
    }

    /** How many were sent until now; from any thread. */
    public long sent() {
        return sent.get();
    }

    /** How late the latest one was; from any thread. */
    public Duration lateness() {
        return Duration.ofNanos(latenessNanos);
    }

    /**
     * Gives up what is not confirmed within ten seconds. Not while {@link #send} goes on: stop it
     * and let it return first.
     */
    @Override
    public void close() {
        stop();
        producer.close(Duration.ofSeconds(10));
        if (largeProducer != null) {
            largeProducer.close(Duration.ofSeconds(10));
        }
    }

    /** So that the first record does not wait for what later ones do not wait for. */
    private void connect() throws IOException {
        try {
            producer.partitionsFor(topic);
        } catch (KafkaException e) {
            throw refused(e);
        }
    }

    private void send(TrafficRecord record, long dueNanos, SendObserver observer)
            throws IOException {
        throwFailure();
        TrafficRecord stamped = stamped(record);
        byte[] value = value(stamped);
        observer.sending(stamped, dueNanos);
        long sentAt = System.nanoTime();
        var unused =
                producerOf(value)
                        .send(
                                new ProducerRecord<>(topic, record.userId(), value),
                                (metadata, exception) -> confirm(sentAt, exception));
        sent.incrementAndGet();
    }

    private TrafficRecord stamped(TrafficRecord record) {
        return record instanceof TrafficRecord.Sound sound
                ? new TrafficRecord.Sound(stamp.stamp(sound), sound.due(), sound.arrival())
                : record;
    }

    private static byte @Nullable [] value(TrafficRecord record) throws IOException {
        if (record instanceof TrafficRecord.Malformed malformed) {
            return malformed.value();
        }
        return InteractionLog.toJson(((TrafficRecord.Sound) record).interaction());
    }

    /** Packed, a value that is too large for an interaction is not too large for a topic. */
    private Producer<String, byte[]> producerOf(byte @Nullable [] value) {
        if (value == null || value.length < LARGE_BYTES) {
            return producer;
        }
        if (largeProducer == null) {
            largeProducer = producers.create(configuration("gzip"));
        }
        return largeProducer;
    }

    private void noteLateness(long nanos) {
        if (schedule.isPaced()) {
            latenessNanos = nanos;
            lateMicros.recordValue(Math.min(nanos / 1_000, MAX_MICROS));
        }
    }

    private void confirm(long sentAt, @Nullable Exception exception) {
        if (exception != null) {
            failure.compareAndSet(null, exception);
            return;
        }
        long micros = (System.nanoTime() - sentAt) / 1_000;
        confirmMicros.recordValue(Math.min(micros, MAX_MICROS));
    }

    /** An interrupted thread waits for the confirmations all the same, and stays interrupted. */
    private void finish() throws IOException {
        boolean interrupted = Thread.interrupted();
        producer.flush();
        if (largeProducer != null) {
            largeProducer.flush();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        throwFailure();
    }

    private boolean isStopped() {
        return stopped || Thread.currentThread().isInterrupted();
    }

    private void throwFailure() throws IOException {
        Exception found = failure.get();
        if (found != null) {
            throw refused(found);
        }
    }

    private IOException refused(Exception cause) {
        return new IOException(
                "cannot write to topic "
                        + topic
                        + " at "
                        + access.bootstrapServers()
                        + ": "
                        + cause.getMessage(),
                cause);
    }

    private Map<String, Object> configuration(String compression) {
        Map<String, Object> configuration = new HashMap<>();
        configuration.put(ProducerConfig.ACKS_CONFIG, "all");
        configuration.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // Record by record, one sender would cost the broker more than the job does.
        configuration.put(ProducerConfig.LINGER_MS_CONFIG, schedule.isPaced() ? 2 : 5);
        configuration.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
        configuration.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L * 1024 * 1024);
        configuration.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        configuration.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        configuration.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, compression);
        return access.with(configuration);
    }

    private static Producer<String, byte[]> connected(
            Map<String, Object> configuration, Duration patience) {
        configuration.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, patience.toMillis());
        configuration.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) patience.toMillis() * 2);
        return new KafkaProducer<>(
                configuration, new StringSerializer(), new ByteArraySerializer());
    }

    /** So that a test can look at what a broker would get. */
    @FunctionalInterface
    interface ProducerFactory {
        Producer<String, byte[]> create(Map<String, Object> configuration);
    }
}
