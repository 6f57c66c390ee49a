package io.freshet.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DashboardTest {

    private static final int COLUMNS = 24;

    @ParameterizedTest
    @ValueSource(strings = {"freshet-job", "freshet-model", "freshet-experiments"})
    void everyPanelSaysWhatItShowsAndInWhichUnit(String name) {
        for (JsonNode panel : Dashboard.read(name).panelsWithQueries()) {
            String title = panel.path("title").asText();
            assertThat(title).isNotBlank();
            assertThat(panel.path("description").asText()).as(title).isNotBlank();
            assertThat(panel.at("/fieldConfig/defaults/unit").asText()).as(title).isNotBlank();
            assertThat(panel.path("targets")).as(title).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"freshet-job", "freshet-model", "freshet-experiments"})
    void panelsStandSideBySide(String name) {
        Set<String> taken = new HashSet<>();
        Set<Integer> ids = new HashSet<>();
        for (JsonNode panel : Dashboard.read(name).panels()) {
            assertThat(ids.add(panel.path("id").asInt())).isTrue();
            JsonNode at = panel.path("gridPos");
            int right = at.path("x").asInt() + at.path("w").asInt();
            assertThat(right).isLessThanOrEqualTo(COLUMNS);
            for (int x = at.path("x").asInt(); x < right; x++) {
                for (int y = 0; y < at.path("h").asInt(); y++) {
                    assertThat(taken.add(x + "," + (at.path("y").asInt() + y)))
                            .as(panel.path("title").asText())
                            .isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"freshet-job", "freshet-model", "freshet-experiments"})
    void asksForTheChosenJobWhereAMetricHasOne(String name) {
        for (Dashboard.Target target : Dashboard.read(name).targets()) {
            for (Query.Selector selector : Query.of(target.expression()).selectors()) {
                boolean ofAJob = selector.metric().contains("manager_job_");
                assertThat(selector.matchers().containsKey("job_name"))
                        .as(target.toString())
                        .isEqualTo(ofAJob);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"freshet-job", "freshet-model", "freshet-experiments"})
    void findsItsDataSource(String name) {
        JsonNode source =
                Repository.yaml("docker/config/grafana/provisioning/datasources/prometheus.yml");
        JsonNode variables = Dashboard.read(name).json().at("/templating/list");

        assertThat(
                        List.of(
                                variables.get(0).path("name").asText(),
                                variables.get(1).path("name").asText()))
                .containsExactly("datasource", "job");
        assertThat(variables.get(0).at("/current/value").asText())
                .isEqualTo(source.at("/datasources/0/uid").asText());
    }
}
