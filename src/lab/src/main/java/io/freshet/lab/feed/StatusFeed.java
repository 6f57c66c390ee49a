package io.freshet.lab.feed;

import static java.util.Objects.requireNonNull;

import io.freshet.core.subscription.TopicValue;
import io.freshet.lab.kafka.KafkaAccess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * What comes from now on to a topic by which the job tells how something is doing, such as {@code
 * model-status}. For one thread.
 *
 * @param <T> a status
 */
public final class StatusFeed<T> implements AutoCloseable {

    private final TopicReader topic;
    private final String name;
    private final TopicValue<T> values;

    private StatusFeed(TopicReader topic, String name, TopicValue<T> values) {
        this.topic = requireNonNull(topic, "topic");
        this.name = requireNonNull(name, "name");
        this.values = requireNonNull(values, "values");
    }

    /**
     * At the end of the topic.
     *
     * @throws IOException if no broker answers or there is no such topic
     */
    public static <T> StatusFeed<T> openAtEnd(KafkaAccess access, String topic, Class<T> type)
            throws IOException {
        return new StatusFeed<>(
                TopicReader.open(access, topic, TopicReader.Start.END), topic, TopicValue.of(type));
    }

    /**
     * What came, after this time at the latest; perhaps nothing.
     *
     * @throws IOException if a record is no status, or no broker answers
     */
    public List<T> poll(Duration patience) throws IOException {
        List<T> statuses = new ArrayList<>();
        try {
            for (ConsumerRecord<@Nullable String, byte @Nullable []> each : topic.poll(patience)) {
                if (each.value() != null) {
                    statuses.add(status(each, each.value()));
                }
            }
        } catch (KafkaException e) {
            throw new IOException("cannot read " + name + ": " + e.getMessage(), e);
        }
        return statuses;
    }

    private T status(ConsumerRecord<?, ?> found, byte[] value) throws IOException {
        try {
            return values.read(value);
        } catch (IOException e) {
            throw new IOException(TopicReader.where(found) + " is no status: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        topic.close();
    }
}
