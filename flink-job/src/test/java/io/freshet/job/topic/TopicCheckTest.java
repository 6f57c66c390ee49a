package io.freshet.job.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.freshet.job.config.KafkaOptions;
import io.freshet.job.config.KafkaSettings;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.junit.jupiter.api.Test;

/** With a broker that answers it is tested by the lab's ClusterCommandIT. */
class TopicCheckTest {

    private static final KafkaSettings.Topics TOPICS =
            new KafkaSettings.Topics("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");

    @Test
    void onlyWarnsWhereTheBrokerIsOutOfReachOrTheClientCannotBe() {
        assertThatCode(() -> check("127.0.0.1:1", Map.of())).doesNotThrowAnyException();
        assertThatCode(() -> check("127.0.0.1:1", Map.of("security.protocol", "NONSENSE")))
                .doesNotThrowAnyException();
    }

    @Test
    void namesEachTopicOnceAndThoseThatAreReadFirst() {
        assertThat(TOPICS.all()).hasSize(10).doesNotHaveDuplicates().startsWith("a", "d", "f", "g");
        assertThat(TOPICS.read()).containsExactly("a", "d", "f", "g");
    }

    private static void check(String servers, Map<String, String> properties) {
        new TopicCheck(
                        new KafkaSettings(
                                servers,
                                "freshet",
                                KafkaOptions.Start.EARLIEST,
                                properties,
                                TOPICS,
                                DeliveryGuarantee.AT_LEAST_ONCE),
                        Duration.ofMillis(200))
                .run();
    }
}
