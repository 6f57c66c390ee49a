package io.freshet.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** One of Grafana's, as far as tests look at it. */
record Dashboard(String name, JsonNode json) {

    static final List<String> NAMES =
            List.of("freshet-job", "freshet-model", "freshet-experiments");

    /**
     * What a panel asks.
     *
     * @param legend with the labels that it shows in double braces
     */
    record Target(String panel, String expression, String legend) {}

    static Dashboard read(String name) {
        return new Dashboard(
                name, Repository.json("docker/config/grafana/dashboards/" + name + ".json"));
    }

    List<JsonNode> panels() {
        List<JsonNode> panels = new ArrayList<>();
        json.path("panels").forEach(panels::add);
        return panels;
    }

    /** Without the rows that stand above others. */
    List<JsonNode> panelsWithQueries() {
        return panels().stream()
                .filter(panel -> !panel.path("type").asText().equals("row"))
                .toList();
    }

    List<Target> targets() {
        List<Target> targets = new ArrayList<>();
        for (JsonNode panel : panelsWithQueries()) {
            for (JsonNode target : panel.path("targets")) {
                targets.add(
                        new Target(
                                name + ": " + panel.path("title").asText(),
                                target.path("expr").asText(),
                                target.path("legendFormat").asText()));
            }
        }
        return targets;
    }
}
