package io.freshet.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.flink.runtime.checkpoint.DefaultCheckpointStatsTracker;
import org.apache.flink.runtime.metrics.MetricNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AlertsTest {

    private static final Path OPERATIONS = Overlays.SITE.resolve("operations.md");
    private static final String OPERATOR = "flink_taskmanager_job_task_operator_";
    private static final String JOB = "flink_jobmanager_job_";
    private static final Pattern METRIC = Pattern.compile("\\b[a-z]+_\\w+(?=\\{)");
    private static final Pattern DURATION = Pattern.compile("([0-9]+(ms|[smhdwy]))+");

    static List<JsonNode> alerts() {
        List<JsonNode> alerts = new ArrayList<>();
        for (KubernetesObject rules : Overlays.objects("gpu", "PrometheusRule")) {
            rules.at("/spec/groups").forEach(group -> group.path("rules").forEach(alerts::add));
        }
        return alerts;
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void lookAtMetricsThatThereAre(JsonNode alert) throws IllegalAccessException {
        String expression = alert.path("expr").asText();
        List<String> metrics =
                METRIC.matcher(expression).results().map(MatchResult::group).distinct().toList();

        assertThat(metrics).isNotEmpty();
        Set<String> known = known();
        assertThat(metrics).allSatisfy(metric -> assertThat(known).contains(metric));
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void tellThisJobFromOthers(JsonNode alert) {
        assertThat(alert.path("expr").asText().split("\\{", -1))
                .filteredOn(part -> part.contains("}"))
                .allSatisfy(part -> assertThat(part).startsWith("app=\"freshet\""));
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void leadToAParagraphOfOperations(JsonNode alert) {
        String runbook = alert.at("/annotations/runbook").asText();

        assertThat(runbook).startsWith("src/site/operations.md#");
        assertThat(MarkdownTable.anchors(OPERATIONS))
                .contains(runbook.substring(runbook.indexOf('#') + 1));
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void sayHowSoonAndHowBad(JsonNode alert) {
        assertThat(alert.path("for").asText()).matches(DURATION);
        assertThat(alert.at("/labels/severity").asText()).isIn("warning", "critical");
        assertThat(alert.at("/annotations/summary").asText()).isNotBlank();
        assertThat(alert.at("/annotations/description").asText()).isNotBlank();
    }

    /** The same alerts under Compose, by expressions of its own. */
    @Test
    void areThoseOfTheContainersToo() {
        assertThat(alerts().stream().map(AlertsTest::essence))
                .containsExactlyInAnyOrderElementsOf(
                        alertsOfContainers().stream().map(AlertsTest::essence).toList());
    }

    private static List<JsonNode> alertsOfContainers() {
        List<JsonNode> alerts = new ArrayList<>();
        Yaml.document(Path.of("../docker/config/prometheus/alerts.yml"))
                .path("groups")
                .forEach(group -> group.path("rules").forEach(alerts::add));
        return alerts;
    }

    private static List<String> essence(JsonNode alert) {
        return List.of(
                alert.path("alert").asText().replaceFirst("^Freshet", ""),
                alert.at("/labels/severity").asText(),
                alert.at("/annotations/runbook").asText());
    }

    @Test
    void missTheGpuOnlyWhereThereIsOne() {
        assertThat(Overlays.objects("production", "PrometheusRule"))
                .noneMatch(rules -> rules.json().toString().contains("scoringOnCuda"));
        assertThat(Overlays.objects("gpu", "PrometheusRule"))
                .anyMatch(rules -> rules.json().toString().contains("scoringOnCuda"));
    }

    /** Where Prometheus' own tool is on the PATH it plays through what happens when. */
    @Test
    void soundWhenTheyShould() throws Exception {
        assumeTrue(Programs.isOnThePath("promtool"), "promtool is not on the PATH");
        Path directory = Files.createDirectories(Path.of("target/alerts"));
        List<JsonNode> groups = new ArrayList<>();
        for (KubernetesObject rules : Overlays.objects("gpu", "PrometheusRule")) {
            rules.at("/spec/groups").forEach(groups::add);
        }
        Yaml.write(directory.resolve("rules.yaml"), Map.of("groups", groups));
        Files.write(
                directory.resolve("alerts.yaml"),
                Files.readAllBytes(Path.of("src/test/resources/alerts.yaml")));

        String said = Programs.run("promtool", "test", "rules", directory + "/alerts.yaml");

        assertThat(said).contains("SUCCESS");
    }

    private static Set<String> known() throws IllegalAccessException {
        Set<String> known = new TreeSet<>();
        for (List<String> row : MarkdownTable.rows(OPERATIONS)) {
            known.addAll(exported(row.get(0)));
        }
        known.add(OPERATOR + MetricNames.PENDING_RECORDS);
        known.add(OPERATOR + MetricNames.IO_NUM_RECORDS_OUT);
        known.add(JOB + MetricNames.NUM_RESTARTS);
        // The time in each status of a job is a metric of that name.
        known.add(JOB + "runningTime");
        for (Field field : DefaultCheckpointStatsTracker.class.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
                field.setAccessible(true);
                known.add(JOB + field.get(null));
            }
        }
        return known;
    }

    /** Where the page says that a metric is counted by something, that group is in its name. */
    private static List<String> exported(String cell) {
        List<String> names = MarkdownTable.code(cell);
        int by = cell.indexOf(", by `");
        if (by < 0) {
            return names.stream().map(name -> OPERATOR + name).toList();
        }
        return List.of(OPERATOR + names.get(1) + "_" + names.get(0));
    }
}
