package io.freshet.lab.feed;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Slate;
import io.freshet.core.subscription.SlateReader;
import io.freshet.lab.kafka.KafkaAccess;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * The topic {@code recommendations}, read in a thread of its own that tells a listener. Holds no
 * more than a fetch of records. A record that is not a slate, or a listener that throws, ends the
 * reading; {@link #awaitCaughtUp} and {@link #close} say so.
 */
public final class RecommendationFeed implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final TopicReader topic;
    private final SlateListener listener;
    private final Clock clock;
    private final Thread thread;
    private final AtomicReference<@Nullable CatchUp> catchUp = new AtomicReference<>();
    private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
    private final AtomicLong slates = new AtomicLong();
    private volatile boolean closing;

    private RecommendationFeed(TopicReader topic, SlateListener listener, Clock clock) {
        this.topic = requireNonNull(topic, "topic");
        this.listener = requireNonNull(listener, "listener");
        this.clock = requireNonNull(clock, "clock");
        this.thread = new Thread(this::run, "recommendation-feed");
        thread.setDaemon(true);
    }

    /**
     * Starts to read.
     *
     * @param listener is called in the feed's thread
     * @throws IOException if no broker answers or there is no such topic
     */
    public static RecommendationFeed open(
            String bootstrapServers, String topic, SlateListener listener) throws IOException {
        return started(TopicReader.open(bootstrapServers, topic), listener);
    }

    /**
     * Starts to read what comes from now on.
     *
     * @param listener is called in the feed's thread
     * @throws IOException if no broker answers or there is no such topic
     */
    public static RecommendationFeed openAtEnd(
            String bootstrapServers, String topic, SlateListener listener) throws IOException {
        return started(
                TopicReader.open(KafkaAccess.plain(bootstrapServers), topic, TopicReader.Start.END),
                listener);
    }

    private static RecommendationFeed started(TopicReader topic, SlateListener listener) {
        RecommendationFeed feed = new RecommendationFeed(topic, listener, Clock.systemUTC());
        feed.thread.start();
        return feed;
    }

    /** How many slates were read so far. */
    public long slates() {
        return slates.get();
    }

    /**
     * Returns while it reads.
     *
     * @throws IOException if something has ended the reading
     */
    public void check() throws IOException {
        if (end.isDone()) {
            await(end, Duration.ZERO);
            throw new IOException("the feed is closed");
        }
    }

    /**
     * Returns when everything was read that is in the topic at the time of the call.
     *
     * @throws IOException if that takes longer, or the reading has failed
     */
    public synchronized void awaitCaughtUp(Duration patience) throws IOException {
        CatchUp wanted = new CatchUp();
        catchUp.set(wanted);
        await(CompletableFuture.anyOf(wanted.done, end), patience);
        if (!wanted.done.isDone()) {
            throw new IOException("the feed was closed before it had caught up");
        }
    }

    /** Stops to read. Throws what had ended the reading before. */
    @Override
    public void close() throws IOException {
        closing = true;
        topic.wakeUp();
        await(end, Duration.ofSeconds(30));
    }

    private void run() {
        try (topic) {
            while (!closing) {
                ConsumerRecords<@Nullable String, byte @Nullable []> found = topic.poll(POLL);
                long arrivedAt = clock.millis();
                for (ConsumerRecord<@Nullable String, byte @Nullable []> each : found) {
                    tell(each, arrivedAt);
                }
                lookForTheEnd();
            }
            end.complete(null);
        } catch (WakeupException e) {
            // Only close() wakes the consumer.
            end.complete(null);
        } catch (IOException | RuntimeException e) {
            end.completeExceptionally(e);
        }
    }

    private void tell(ConsumerRecord<@Nullable String, byte @Nullable []> found, long arrivedAt)
            throws IOException {
        if (found.value() != null) {
            listener.slate(slate(found), arrivedAt);
            slates.incrementAndGet();
            return;
        }
        if (found.key() == null) {
            throw new IOException(TopicReader.where(found) + " has neither key nor value");
        }
        listener.retraction(found.key(), arrivedAt);
    }

    private static Slate slate(ConsumerRecord<@Nullable String, byte @Nullable []> found)
            throws IOException {
        try {
            return SlateReader.read(found.key(), requireNonNull(found.value()));
        } catch (IOException e) {
            throw new IOException(TopicReader.where(found) + ": " + e.getMessage(), e);
        }
    }

    private void lookForTheEnd() {
        CatchUp wanted = catchUp.get();
        if (wanted == null) {
            return;
        }
        if (wanted.ends == null) {
            wanted.ends = topic.ends();
        }
        if (topic.hasReached(wanted.ends)) {
            catchUp.compareAndSet(wanted, null);
            wanted.done.complete(null);
        }
    }

    private static void await(CompletableFuture<?> future, Duration patience) throws IOException {
        try {
            future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(
                    "reading recommendations ended: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("recommendations were not read within " + patience, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for recommendations", e);
        }
    }

    /** A wish to know when the topic was read up to where it ended at that time. */
    private static final class CatchUp {

        private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();

        /** Used in the feed's thread only. */
        private @Nullable Map<TopicPartition, Long> ends;
    }
}
