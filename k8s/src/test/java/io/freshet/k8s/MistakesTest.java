package io.freshet.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.zjsonpatch.JsonPatch;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The check of {@link OverlaysTest} is worth something: a mistake in any kind is found by it. */
class MistakesTest {

    /**
     * @param pointer where in the first object of the kind
     * @param value what is written there, in YAML
     * @param told part of what is said about it
     */
    record Mistake(String kind, String pointer, String value, String told) {}

    private static final Mistake[] MISTAKES = {
        new Mistake("ConfigMap", "/data/retries", "3", "Integer value"),
        new Mistake("ConfigMap", "/dat", "{}", "dat"),
        new Mistake("CronJob", "/spec/jobTemplate/spec/template/spec/container", "[]", "container"),
        new Mistake("CronJob", "/spec/suspend", "'yes'", "suspend"),
        new Mistake("CronJob", "/metadata/label", "{}", "label"),
        new Mistake("Deployment", "/spec/replicas", "'1'", "replicas"),
        new Mistake("Deployment", "/spec/template/spec/containers/0/port", "[]", "port"),
        new Mistake(
                "Deployment",
                "/spec/template/spec/containers/0/livenessProbe/httpGet/paths",
                "/health",
                "paths"),
        new Mistake("Deployment", "/spec/template/spec/containers/0/env/0/value", "1", "value"),
        new Mistake("FlinkDeployment", "/spec/flinkVersion", "v2_9", "flinkVersion"),
        new Mistake("FlinkDeployment", "/spec/job/upgradeMode", "savepoints", "upgradeMode"),
        new Mistake("FlinkDeployment", "/spec/job/paralelism", "4", "paralelism"),
        new Mistake("FlinkDeployment", "/spec/taskManager/resource/cpu", "two", "cpu"),
        new Mistake(
                "FlinkDeployment",
                "/spec/flinkConfiguration/taskmanager.numberOfTaskSlots",
                "2",
                "numberOfTaskSlots"),
        new Mistake(
                "FlinkDeployment",
                "/spec/podTemplate/spec/containers/0/volumeMount",
                "[]",
                "volumeMount"),
        new Mistake("Kafka", "/spec/kafka/listeners/0/type", "internet", "type"),
        new Mistake("Kafka", "/spec/kafka/replicas", "3", "replicas"),
        new Mistake("Kafka", "/spec/entityOperator/topicOperators", "{}", "topicOperators"),
        new Mistake("KafkaNodePool", "/spec/roles/0", "brokers", "roles"),
        new Mistake("KafkaNodePool", "/spec/storage/volumes/0/sizes", "1Gi", "sizes"),
        new Mistake("KafkaTopic", "/spec/partitions", "'24'", "partitions"),
        new Mistake("KafkaTopic", "/spec/cleanup.policy", "compact", "cleanup.policy"),
        new Mistake("KafkaUser", "/spec/authentication/type", "mtls", "type"),
        new Mistake("KafkaUser", "/spec/authorization/acls/0/operations/0", "Reads", "operations"),
        new Mistake("KafkaUser", "/spec/authorization/acls/0/resource/topic", "x", "topic"),
        new Mistake("Namespace", "/metadata/labels/level", "1", "Integer value"),
        new Mistake("Namespace", "/spec", "{finalizer: []}", "finalizer"),
        new Mistake("NetworkPolicy", "/spec/podSelectors", "{}", "podSelectors"),
        new Mistake("NetworkPolicy", "/spec/policyTypes", "Egress", "policyTypes"),
        new Mistake("PersistentVolumeClaim", "/spec/accessMode", "[]", "accessMode"),
        new Mistake("PersistentVolumeClaim", "/spec/accessModes", "ReadWriteOnce", "accessModes"),
        new Mistake("PodMonitor", "/spec/podMetricsEndpoints/0/targetPorts", "9249", "targetPorts"),
        new Mistake("PodMonitor", "/spec/podMetricsEndpoints/0/honorLabels", "'no'", "honorLabels"),
        new Mistake("PrometheusRule", "/spec/groups/0/rules/0/alerts", "X", "alerts"),
        new Mistake("PrometheusRule", "/spec/groups/0/rules/0/labels/severity", "1", "severity"),
        new Mistake("Role", "/rules/0/verb", "[get]", "verb"),
        new Mistake("Role", "/rules/0/verbs", "get", "verbs"),
        new Mistake("RoleBinding", "/subject", "[]", "subject"),
        new Mistake("RoleBinding", "/subjects/0/names", "freshet-job", "names"),
        new Mistake("Service", "/spec/ports/0/port", "http", "port"),
        new Mistake("Service", "/spec/selectors", "{}", "selectors"),
        new Mistake("ServiceAccount", "/automountToken", "false", "automountToken"),
        new Mistake("ServiceAccount", "/automountServiceAccountToken", "'no'", "automount"),
    };

    private static final Schemas SCHEMAS = Schemas.all();

    @ParameterizedTest
    @FieldSource("MISTAKES")
    void isFound(Mistake mistake) {
        KubernetesObject sound = Overlays.objects("gpu", mistake.kind()).get(0);

        KubernetesObject wrong = KubernetesObject.of(JsonPatch.apply(write(mistake), sound.json()));

        assertThat(SCHEMAS.mistakes(sound)).isEmpty();
        assertThat(SCHEMAS.mistakes(wrong)).anyMatch(told -> told.contains(mistake.told()));
    }

    @Test
    void anUnknownKindIsFound() {
        JsonNode wrong =
                Yaml.document(
                        "{apiVersion: kafka.strimzi.io/v1beta2, kind: Kafka, metadata: {name: x}}");

        assertThat(SCHEMAS.mistakes(KubernetesObject.of(wrong))).isNotEmpty();
    }

    @Test
    void everyKindHasOne() {
        Set<String> kinds =
                Overlays.names().stream()
                        .flatMap(overlay -> Overlays.objects(overlay).stream())
                        .map(KubernetesObject::kind)
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(Arrays.stream(MISTAKES).map(Mistake::kind).collect(Collectors.toSet()))
                .isEqualTo(kinds);
    }

    private static JsonNode write(Mistake mistake) {
        var operation = JsonNodeFactory.instance.objectNode();
        operation.put("op", "add").put("path", mistake.pointer());
        operation.set("value", Yaml.document(mistake.value()));
        return JsonNodeFactory.instance.arrayNode().add(operation);
    }
}
