package io.freshet.console.topic;

import static java.util.Objects.requireNonNull;

import io.freshet.console.topic.TopicState.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topics as they grow, in a thread of its own: what says how things stand, such as the
 * catalogue, from its beginning, everything else from where it ended when it was first seen.
 * Brokers that are away and topics that are not there yet are waited for, however long that takes.
 */
public final class TopicTail implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TopicTail.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Supplier<Consumer<@Nullable String, byte @Nullable []>> consumers;
    private final TopicNames names;
    private final TailListener listener;
    private final Map<String, Long> unreadable = new HashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private @Nullable String said;
    private volatile List<TopicState> states;
    private volatile @Nullable Consumer<@Nullable String, byte @Nullable []> current;

    private TopicTail(
            Supplier<Consumer<@Nullable String, byte @Nullable []>> consumers,
            TopicNames names,
            TailListener listener) {
        this.consumers = requireNonNull(consumers, "consumers");
        this.names = requireNonNull(names, "names");
        this.listener = requireNonNull(listener, "listener");
        this.states = unreachable();
        this.thread = new Thread(this::run, "console-tail");
        thread.setDaemon(true);
    }

    /** Begins to read. */
    public static TopicTail start(KafkaAccess kafka, TopicNames names, TailListener listener) {
        return start(kafka::consumer, names, listener);
    }

    static TopicTail start(
            Supplier<Consumer<@Nullable String, byte @Nullable []>> consumers,
            TopicNames names,
            TailListener listener) {
        TopicTail tail = new TopicTail(consumers, names, listener);
        tail.thread.start();
        return tail;
    }

    /** How each topic stood a few seconds ago at the most. */
    public List<TopicState> states() {
        return states;
    }

    /** Whether it goes on to read; it does until it is closed, or the memory does not suffice. */
    public boolean isAlive() {
        return thread.isAlive();
    }

    /** Ends the reading. */
    @Override
    public void close() {
        closed.countDown();
        Consumer<?, ?> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (closed.getCount() > 0) {
            try (Consumer<@Nullable String, byte @Nullable []> consumer = consumers.get()) {
                current = consumer;
                read(consumer);
            } catch (WakeupException e) {
                // Only close() wakes the consumer.
                return;
            } catch (KafkaException e) {
                say(e.getCause() == null ? e.toString() : e + ": " + e.getCause().getMessage());
                states = unreachable();
                rest();
            } catch (RuntimeException e) {
                if (!e.toString().equals(said)) {
                    LOG.error("Cannot read {}, trying again", names.all(), e);
                    said = e.toString();
                }
                states = unreachable();
                rest();
            }
        }
    }

    /** What is tried every second is said once. */
    private void say(String failure) {
        if (!failure.equals(said)) {
            LOG.warn("Cannot read {}, trying again: {}", names.all(), failure);
            said = failure;
        }
    }

    private void read(Consumer<@Nullable String, byte @Nullable []> consumer) {
        Set<TopicPartition> assigned = new HashSet<>();
        long nextLook = System.nanoTime();
        while (closed.getCount() > 0) {
            if (System.nanoTime() - nextLook >= 0) {
                assign(consumer, assigned);
                said = null;
                nextLook = System.nanoTime() + LOOK_NANOS;
            }
            if (assigned.isEmpty()) {
                rest();
                continue;
            }
            for (ConsumerRecord<@Nullable String, byte @Nullable []> each : consumer.poll(POLL)) {
                take(each);
            }
        }
    }

    /** One record that cannot be taken must not keep the others from being read. */
    private void take(ConsumerRecord<@Nullable String, byte @Nullable []> found) {
        boolean read;
        try {
            read = tell(found);
        } catch (RuntimeException | StackOverflowError e) {
            read = false;
            LOG.debug("{}-{}@{} failed", found.topic(), found.partition(), found.offset(), e);
        }
        if (!read && unreadable.merge(found.topic(), 1L, Long::sum) == 1) {
            LOG.warn(
                    "{}-{}@{} is the first record of its topic that cannot be read; the overview"
                            + " counts them",
                    found.topic(),
                    found.partition(),
                    found.offset());
        }
    }

    private boolean tell(ConsumerRecord<@Nullable String, byte @Nullable []> found) {
        String topic = found.topic();
        if (topic.equals(names.events())) {
            listener.event(found.key(), found.value());
            return true;
        }
        if (topic.equals(names.recommendations())) {
            return listener.slate(found.key(), found.value());
        }
        if (topic.equals(names.deadLetters())) {
            listener.deadLetter(found.value());
            return true;
        }
        if (topic.equals(names.experiments())) {
            return listener.experiment(found.key(), found.value());
        }
        if (topic.equals(names.experimentStatus())) {
            return listener.experimentStatus(found.key(), found.value());
        }
        if (topic.equals(names.experimentMetrics())) {
            return listener.experimentMetrics(found.key(), found.value());
        }
        if (topic.equals(names.modelStatus())) {
            return listener.modelStatus(found.key(), found.value());
        }
        return listener.item(found.key(), found.value());
    }

    /** Takes what has come to be, and looks how far everything is. */
    private void assign(
            Consumer<@Nullable String, byte @Nullable []> consumer, Set<TopicPartition> assigned) {
        Map<String, List<PartitionInfo>> topics = consumer.listTopics(PATIENCE);
        Set<TopicPartition> there = new HashSet<>();
        Set<String> known = new HashSet<>();
        assigned.forEach(each -> known.add(each.topic()));
        for (String name : names.all()) {
            for (PartitionInfo each : topics.getOrDefault(name, List.of())) {
                there.add(new TopicPartition(name, each.partition()));
            }
        }
        if (!there.equals(assigned)) {
            Set<TopicPartition> added = new HashSet<>(there);
            added.removeAll(assigned);
            consumer.assign(there);
            begin(consumer, added, known);
            assigned.clear();
            assigned.addAll(there);
        }
        states = look(consumer, assigned);
    }

    private void begin(
            Consumer<?, ?> consumer, Set<TopicPartition> added, Set<String> knownTopics) {
        for (TopicPartition each : added) {
            // A partition that a topic got since was empty when we first saw the topic.
            if (names.isReadWhole(each.topic()) || knownTopics.contains(each.topic())) {
                consumer.seekToBeginning(List.of(each));
            } else {
                consumer.seekToEnd(List.of(each));
            }
            consumer.position(each, PATIENCE);
        }
    }

    private List<TopicState> look(Consumer<?, ?> consumer, Set<TopicPartition> assigned) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(assigned, PATIENCE);
        List<TopicState> found = new ArrayList<>();
        for (String name : names.all()) {
            List<TopicPartition> of =
                    assigned.stream().filter(each -> each.topic().equals(name)).toList();
            long end = of.stream().mapToLong(ends::get).sum();
            long read = of.stream().mapToLong(consumer::position).sum();
            Reading state = of.isEmpty() ? Reading.MISSING : Reading.READING;
            found.add(
                    new TopicState(
                            name,
                            state,
                            end,
                            Math.max(0, end - read),
                            unreadable.getOrDefault(name, 0L)));
        }
        return List.copyOf(found);
    }

    private List<TopicState> unreachable() {
        return names.all().stream()
                .map(name -> new TopicState(name, Reading.UNREACHABLE, 0, 0, 0))
                .toList();
    }

    private void rest() {
        try {
            closed.await(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed.countDown();
        }
    }
}
