package io.freshet.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TopicsTest {

    @ParameterizedTest
    @MethodSource("io.freshet.k8s.Overlays#names")
    void areCleanedUpAsTheReferenceSays(String overlay) {
        Map<String, String> policies = new TreeMap<>();
        for (KubernetesObject topic : Overlays.objects(overlay, "KafkaTopic")) {
            policies.put(topic.name(), topic.at("/spec/config").path("cleanup.policy").asText());
        }

        assertThat(policies).isEqualTo(reference());
    }

    @ParameterizedTest
    @MethodSource("io.freshet.k8s.Overlays#names")
    void carryTheClockOfTheBrokerInEvents(String overlay) {
        JsonNode config = Overlays.object(overlay, "KafkaTopic", "events").at("/spec/config");

        assertThat(config.path("message.timestamp.type").asText()).isEqualTo("LogAppendTime");
    }

    @Test
    void limitTheAutoscaler() {
        JsonNode events =
                Overlays.object("production", "KafkaTopic", "events").at("/spec/partitions");
        JsonNode bound =
                Overlays.object("production", "FlinkDeployment", "freshet")
                        .at("/spec/flinkConfiguration")
                        .path("job.autoscaler.vertex.max-parallelism");

        assertThat(bound.asInt()).isEqualTo(events.asInt());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "freshet-job; events=Read recommendations=Write dead-letters=Write models=Read"
                        + " model-status=Write experiments=Read assignments=Read"
                        + " experiment-status=Write outcomes=Write experiment-metrics=Write",
                "freshet-console; events=Read recommendations=Read dead-letters=Read catalog=Read"
                        + " experiments=Read experiment-status=Read model-status=Read"
                        + " experiment-metrics=Read",
                "freshet-releaser; models=Write model-status=Read",
                "freshet-experimenter; experiments=Write experiment-status=Read"
                        + " experiment-metrics=Read outcomes=Read",
                "freshet-assigner; assignments=Write",
                "freshet-subscriber; recommendations=Read"
            })
    void areOpenToWhoNeedsThemOnly(String user, String rights) {
        Set<String> expected = new TreeSet<>();
        for (String right : rights.split(" ")) {
            expected.add(right);
            expected.add(right.replaceFirst("=.*", "=Describe"));
        }

        Set<String> found = new TreeSet<>();
        for (JsonNode rule :
                Overlays.object("production", "KafkaUser", user).at("/spec/authorization/acls")) {
            if (rule.at("/resource/type").asText().equals("topic")) {
                assertThat(rule.at("/resource").has("patternType")).isFalse();
                String topic = rule.at("/resource/name").asText();
                rule.path("operations").forEach(right -> found.add(topic + "=" + right.asText()));
            }
        }
        assertThat(found).isEqualTo(expected);
    }

    private static Map<String, String> reference() {
        Map<String, String> policies = new TreeMap<>();
        for (List<String> row : MarkdownTable.rows(Overlays.SITE.resolve("topics.md"))) {
            String policy = row.get(row.size() - 1);
            if (policy.equals("delete") || policy.equals("compact")) {
                policies.put(MarkdownTable.code(row.get(0)).get(0), policy);
            }
        }
        return policies;
    }
}
