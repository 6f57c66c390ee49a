package io.freshet.lab.feed;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.ModelStatus;
import io.freshet.core.subscription.TopicValue;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** What comes to the topic {@code model-status} from now on. For one thread. */
public final class ModelStatusFeed implements AutoCloseable {

    private static final TopicValue<ModelStatus> VALUES = TopicValue.of(ModelStatus.class);

    private final TopicReader topic;

    private ModelStatusFeed(TopicReader topic) {
        this.topic = requireNonNull(topic, "topic");
    }

    /**
     * At the end of the topic.
     *
     * @throws IOException if no broker answers or there is no such topic
     */
    public static ModelStatusFeed openAtEnd(String bootstrapServers, String topic)
            throws IOException {
        return new ModelStatusFeed(
                TopicReader.open(bootstrapServers, topic, TopicReader.Start.END));
    }

    /**
     * What came, after this time at the latest; perhaps nothing.
     *
     * @throws IOException if a record is no status, or no broker answers
     */
    public List<ModelStatus> poll(Duration patience) throws IOException {
        List<ModelStatus> statuses = new ArrayList<>();
        try {
            for (ConsumerRecord<@Nullable String, byte @Nullable []> each : topic.poll(patience)) {
                if (each.value() != null) {
                    statuses.add(status(each, each.value()));
                }
            }
        } catch (KafkaException e) {
            throw new IOException("cannot read model-status: " + e.getMessage(), e);
        }
        return statuses;
    }

    private static ModelStatus status(ConsumerRecord<?, ?> found, byte[] value) throws IOException {
        try {
            return VALUES.read(value);
        } catch (IOException e) {
            throw new IOException(TopicReader.where(found) + " is no status: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        topic.close();
    }
}
