package io.freshet.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OverlaysTest {

    private static final Schemas SCHEMAS = Schemas.all();

    static Stream<Arguments> everyObject() {
        return Overlays.names().stream()
                .flatMap(
                        overlay ->
                                Overlays.objects(overlay).stream()
                                        .map(object -> Arguments.of(overlay, object)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("everyObject")
    void followsTheSchemaOfItsKind(String overlay, KubernetesObject object) {
        assertThat(SCHEMAS.mistakes(object)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("io.freshet.k8s.Overlays#names")
    void namesNoObjectOfAnotherNamespace(String overlay) {
        assertThat(Overlays.objects(overlay))
                .filteredOn(object -> !object.kind().equals("Namespace"))
                .allSatisfy(
                        object ->
                                assertThat(object.text("/metadata/namespace"))
                                        .isEqualTo("freshet"));
    }

    @Test
    void localNeedsNeitherPrometheusNorNetworkPolicies() {
        assertThat(Overlays.objects("local"))
                .extracting(KubernetesObject::kind)
                .doesNotContain("PodMonitor", "PrometheusRule", "NetworkPolicy", "CronJob")
                .contains("FlinkDeployment", "Kafka", "KafkaNodePool", "Deployment");
    }
}
