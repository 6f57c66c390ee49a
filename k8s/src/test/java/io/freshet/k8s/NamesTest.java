package io.freshet.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What one manifest calls by name is what another one, or a program, has under it. */
class NamesTest {

    private static final Path CONSOLE =
            Path.of("../src/console/src/main/java/io/freshet/console/ConsoleCommand.java");

    @ParameterizedTest
    @MethodSource("io.freshet.k8s.Overlays#names")
    void imagesAreOurs(String overlay) {
        Set<String> images = new TreeSet<>();
        for (KubernetesObject object : Overlays.objects(overlay)) {
            object.all("image").forEach(image -> images.add(image.asText()));
        }

        assertThat(images)
                .isSubsetOf(
                        "freshet/job:0.1.0",
                        "freshet/job-cuda:0.1.0",
                        "freshet/console:0.1.0",
                        "freshet/model-export:0.1.0");
        assertThat(images.contains("freshet/job-cuda:0.1.0")).isEqualTo(overlay.equals("gpu"));
    }

    @Test
    void theConsoleHasTheseFlags() throws Exception {
        String source = Files.readString(CONSOLE);
        JsonNode arguments = console().at("/args");

        assertThat(arguments).isNotEmpty();
        for (JsonNode argument : arguments) {
            assertThat(source).contains('"' + argument.asText().replaceFirst("=.*", "") + '"');
        }
        assertThat(source)
                .contains("defaultValue = \"" + console().at("/ports/0/containerPort") + '"');
    }

    @Test
    void portsLeadToContainers() {
        int metrics = port(job().at("/spec/podTemplate/spec/containers/0/ports"), "metrics");
        int console = port(console().at("/ports"), "http");

        assertThat(JobConfigurationTest.configuration("production"))
                .containsEntry("metrics.reporter.prom.port", String.valueOf(metrics));
        assertThat(
                        Overlays.object("production", "PodMonitor", "freshet-job")
                                .text("/spec/podMetricsEndpoints/0/port"))
                .isEqualTo("metrics");
        assertThat(ports("job", "/spec/ingress")).contains(metrics, 8081);
        assertThat(ports("console", "/spec/ingress")).containsExactly(console);
        assertThat(ports("console", "/spec/egress")).containsExactly(8081);
        assertThat(console().at("/args").toString()).contains("http://freshet-rest:8081");
    }

    @ParameterizedTest
    @MethodSource("io.freshet.k8s.Overlays#names")
    void clientsReachTheListenerThatThereIs(String overlay) {
        KubernetesObject kafka = Overlays.object(overlay, "Kafka", "freshet");
        String address = "freshet-kafka-bootstrap:" + kafka.at("/spec/kafka/listeners/0/port");

        assertThat(JobConfigurationTest.configuration(overlay))
                .containsEntry("recommender.kafka.bootstrap-servers", address);
        assertThat(console().at("/args").toString()).contains("--bootstrap-servers=" + address);
    }

    @ParameterizedTest
    @MethodSource("io.freshet.k8s.Overlays#names")
    void strimziFindsWhatBelongsToTheCluster(String overlay) {
        for (String kind : List.of("KafkaNodePool", "KafkaTopic", "KafkaUser")) {
            assertThat(Overlays.objects(overlay, kind))
                    .isNotEmpty()
                    .allSatisfy(
                            object ->
                                    assertThat(
                                                    object.at("/metadata/labels")
                                                            .path("strimzi.io/cluster")
                                                            .asText())
                                            .isEqualTo("freshet"));
        }
    }

    @Test
    void whoTalksToKafkaHasTheLabelForIt() {
        String label = "freshet.io/kafka-client";

        assertThat(job().at("/spec/podTemplate/metadata/labels").has(label)).isTrue();
        assertThat(
                        Overlays.object("production", "Deployment", "freshet-console")
                                .at("/spec/template/metadata/labels")
                                .has(label))
                .isTrue();
        assertThat(
                        Overlays.object("production", "Kafka", "freshet")
                                .at("/spec/kafka/listeners/0/networkPolicyPeers")
                                .toString())
                .contains(label);
    }

    @ParameterizedTest
    @MethodSource("io.freshet.k8s.Overlays#names")
    void claimsThatAreMountedAreThere(String overlay) {
        for (KubernetesObject object : Overlays.objects(overlay)) {
            for (JsonNode claim : object.all("claimName")) {
                assertThat(Overlays.object(overlay, "PersistentVolumeClaim", claim.asText()))
                        .isNotNull();
            }
        }
    }

    /** Of ours; those of Kafka are Strimzi's. */
    @ParameterizedTest
    @MethodSource("io.freshet.k8s.Overlays#names")
    void containersMayDoLittle(String overlay) {
        for (KubernetesObject object : Overlays.objects(overlay)) {
            for (String list : List.of("containers", "initContainers")) {
                for (JsonNode containers : object.all(list)) {
                    for (JsonNode container : containers) {
                        JsonNode context = container.path("securityContext");
                        assertThat(context.path("readOnlyRootFilesystem").asBoolean()).isTrue();
                        assertThat(context.path("allowPrivilegeEscalation").asBoolean(true))
                                .isFalse();
                        assertThat(context.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
                    }
                }
            }
        }
    }

    private static KubernetesObject job() {
        return Overlays.object("production", "FlinkDeployment", "freshet");
    }

    private static JsonNode console() {
        return Overlays.object("production", "Deployment", "freshet-console")
                .at("/spec/template/spec/containers/0");
    }

    private static int port(JsonNode ports, String name) {
        for (JsonNode port : ports) {
            if (port.path("name").asText().equals(name)) {
                return port.path("containerPort").asInt();
            }
        }
        throw new AssertionError("no port " + name);
    }

    private static Set<Integer> ports(String policy, String pointer) {
        Set<Integer> ports = new TreeSet<>();
        Overlays.object("production", "NetworkPolicy", policy)
                .at(pointer)
                .findValues("port")
                .forEach(port -> ports.add(port.asInt()));
        return ports;
    }
}
