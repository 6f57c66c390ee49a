package io.freshet.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class AlertsTest {

    private static final String OPERATIONS = "src/site/operations.md";

    /** The alerts of all groups. */
    static List<JsonNode> all() {
        return StreamSupport.stream(
                        Repository.yaml("docker/config/prometheus/alerts.yml")
                                .path("groups")
                                .spliterator(),
                        false)
                .flatMap(group -> StreamSupport.stream(group.path("rules").spliterator(), false))
                .toList();
    }

    @Test
    void sayWhatIsWrongHowBadItIsAndWhereToRead() {
        assertThat(all())
                .hasSizeGreaterThan(6)
                .allSatisfy(
                        alert -> {
                            assertThat(alert.at("/labels/severity").asText())
                                    .isIn("warning", "critical");
                            assertThat(alert.at("/annotations/summary").asText()).isNotBlank();
                            assertThat(alert.at("/annotations/description").asText()).isNotBlank();
                            assertThat(alert.at("/annotations/runbook").asText())
                                    .startsWith(OPERATIONS + "#");
                        });
    }

    @Test
    void haveAParagraphInTheRunbook() {
        List<String> anchors =
                Repository.read(OPERATIONS)
                        .lines()
                        .filter(line -> line.startsWith("#"))
                        .map(AlertsTest::anchor)
                        .collect(Collectors.toList());
        assumeTrue(anchors.contains("alerts"), "operations.md has no chapter on alerts yet");

        for (JsonNode alert : all()) {
            String runbook = alert.at("/annotations/runbook").asText();
            assertThat(anchors).contains(runbook.substring(runbook.indexOf('#') + 1));
        }
    }

    /** Where this machine has Prometheus, its own tool looks at the rules and tries them out. */
    @Test
    void fireWhenTheyShould() throws Exception {
        Optional<Tool> promtool = Tool.ofMachine("promtool");
        assumeTrue(promtool.isPresent(), "there is no promtool on this machine");

        Tool.Result configuration =
                promtool.get().run("check", "config", "config/prometheus/prometheus.yml");
        assertThat(configuration.code()).as(configuration.output()).isZero();
        Tool.Result tested =
                promtool.get().run("test", "rules", "src/test/prometheus/alerts-test.yml");
        assertThat(tested.code()).as(tested.output()).isZero();
    }

    @Test
    void areAllTried() {
        String tests = Repository.read("docker/src/test/prometheus/alerts-test.yml");

        assertThat(all())
                .extracting(alert -> alert.path("alert").asText())
                .allMatch(name -> tests.contains("alertname: " + name + "\n"));
    }

    /** As the pages of a repository make links of headings. */
    private static String anchor(String heading) {
        return heading.replaceFirst("^#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9 -]", "")
                .replace(' ', '-');
    }
}
