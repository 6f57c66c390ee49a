package io.freshet.lab.kafka;

import static java.util.Objects.requireNonNull;

import io.freshet.lab.time.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/** The topics of a broker, wherever it runs; answers within seconds or fails. */
public final class KafkaTopics implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 15;
    private static final short BROKER_DEFAULT = -1;

    private final KafkaAccess access;
    private final Admin admin;

    /**
     * Of this broker.
     *
     * @param bootstrapServers {@code host:port}, perhaps several with commas between them
     * @throws IOException if the address is not one
     */
    public KafkaTopics(String bootstrapServers) throws IOException {
        this(KafkaAccess.plain(bootstrapServers));
    }

    /**
     * Of the broker that is reached so.
     *
     * @throws IOException if the address is not one, or the properties are not those of a client
     */
    public KafkaTopics(KafkaAccess access) throws IOException {
        this.access = requireNonNull(access, "access");
        try {
            this.admin =
                    Admin.create(
                            access.with(
                                    Map.of(
                                            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                                            PATIENCE_SECONDS * 1_000,
                                            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                                            PATIENCE_SECONDS * 1_000)));
        } catch (KafkaException e) {
            throw access.refusal(e);
        }
    }

    /** The names of all topics that are not the broker's own. */
    public Set<String> names() throws IOException {
        return answer(admin.listTopics().names(), "list topics");
    }

    /**
     * Creates a topic and returns when it is there.
     *
     * @param partitions at least 1
     * @param configuration of the topic, such as {@code cleanup.policy}
     * @throws IOException if the broker refuses, for instance because the topic exists
     */
    public void create(String name, int partitions, Map<String, String> configuration)
            throws IOException {
        NewTopic topic = new NewTopic(name, partitions, BROKER_DEFAULT).configs(configuration);
        answer(
                admin.createTopics(List.of(topic)).all(),
                "create topic " + name + " with " + partitions + " partitions");
        // The broker hears of it from its controller, a moment later.
        Await.until(
                () -> names().contains(name),
                Duration.ofSeconds(PATIENCE_SECONDS),
                "topic " + name + " is not there");
    }

    /**
     * Creates a topic unless it is there.
     *
     * @return whether it was created
     */
    public boolean ensure(String name, int partitions) throws IOException {
        if (names().contains(name)) {
            return false;
        }
        create(name, partitions, Map.of());
        return true;
    }

    /** How many records were ever written to a topic. */
    public long records(String name) throws IOException {
        TopicDescription topic =
                answer(admin.describeTopics(List.of(name)).allTopicNames(), "describe " + name)
                        .get(name);
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (TopicPartitionInfo partition : topic.partitions()) {
            ends.put(new TopicPartition(name, partition.partition()), OffsetSpec.latest());
        }
        return answer(admin.listOffsets(ends).all(), "read the ends of " + name).values().stream()
                .mapToLong(end -> end.offset())
                .sum();
    }

    @Override
    public void close() {
        admin.close();
    }

    private <T> T answer(KafkaFuture<T> future, String what) throws IOException {
        try {
            return future.get(PATIENCE_SECONDS + 5, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof org.apache.kafka.common.errors.TimeoutException) {
                throw silent(e);
            }
            throw new IOException(
                    "cannot "
                            + what
                            + " at "
                            + access.bootstrapServers()
                            + ": "
                            + cause.getMessage(),
                    e);
        } catch (TimeoutException e) {
            throw silent(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + access.bootstrapServers(), e);
        }
    }

    private IOException silent(Exception e) {
        return new IOException(
                "no broker answers at "
                        + access.bootstrapServers()
                        + " within "
                        + PATIENCE_SECONDS
                        + " s; is it running?",
                e);
    }
}
