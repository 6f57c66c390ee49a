package io.freshet.job.topic;

import io.freshet.job.config.ConfigurationException;
import io.freshet.job.config.KafkaOptions;
import io.freshet.job.config.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the broker, before the job is submitted, whether its topics are there: without one that it
 * reads it would restart for ever. Who cannot ask, because the broker is out of reach or forbids
 * it, is told so and may submit.
 */
public final class TopicCheck {

    private static final Logger LOG = LoggerFactory.getLogger(TopicCheck.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final KafkaSettings settings;
    private final Duration patience;

    public TopicCheck(KafkaSettings settings) {
        this(settings, PATIENCE);
    }

    TopicCheck(KafkaSettings settings, Duration patience) {
        this.settings = settings;
        this.patience = patience;
    }

    /**
     * Refuses to go on if a topic is missing that the job reads. Those that it writes may be made
     * by a broker that is allowed to: there is a warning for them.
     *
     * @throws ConfigurationException with the names of all that are missing
     */
    public void run() {
        List<String> missing = missing();
        if (missing.isEmpty()) {
            return;
        }
        String message =
                KafkaOptions.BOOTSTRAP_SERVERS.key()
                        + ": "
                        + settings.bootstrapServers()
                        + " has no topics "
                        + missing
                        + ", expected all that recommender.topics.* name; see"
                        + " src/site/quick-start.md";
        if (missing.stream().anyMatch(settings.topics().read()::contains)) {
            throw new ConfigurationException(message);
        }
        LOG.warn("{}", message);
    }

    private List<String> missing() {
        List<String> missing = new ArrayList<>();
        try (Admin admin = Admin.create(properties())) {
            Map<String, KafkaFuture<TopicDescription>> topics =
                    admin.describeTopics(settings.topics().all()).topicNameValues();
            for (String topic : settings.topics().all()) {
                if (!exists(topics.get(topic))) {
                    missing.add(topic);
                }
            }
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            LOG.warn(
                    "Cannot ask {} for the job's topics; if one is missing the job will restart"
                            + " until it is there: {}",
                    settings.bootstrapServers(),
                    e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return missing;
    }

    private boolean exists(KafkaFuture<TopicDescription> topic)
            throws ExecutionException, TimeoutException, InterruptedException {
        try {
            topic.get(2 * patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw e;
        }
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.putAll(settings.properties());
        String millis = Long.toString(patience.toMillis());
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
        return properties;
    }
}
