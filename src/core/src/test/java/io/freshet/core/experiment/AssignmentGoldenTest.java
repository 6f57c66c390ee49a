package io.freshet.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Java assigns as the lines of Python do that the page for experimenters shows: the vectors are
 * made by {@code make_assignment_golden.py} of model-export.
 */
class AssignmentGoldenTest {

    @TestFactory
    List<DynamicTest> assignsAsThePageSays() throws IOException {
        JsonNode golden =
                new ObjectMapper()
                        .readTree(Path.of("src/test/resources/assignment-golden.json").toFile());
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode each : golden) {
            Experiment experiment = experiment(each.get("experiment"));
            for (JsonNode user : each.get("users")) {
                String name = experiment.experimentId() + ", user " + user.get("userId");
                tests.add(DynamicTest.dynamicTest(name, () -> check(experiment, user)));
            }
        }
        assertThat(tests).hasSizeGreaterThanOrEqualTo(50);
        return tests;
    }

    private static Experiment experiment(JsonNode record) {
        return ExperimentReader.experiment(
                record.get("experimentId").asText(),
                record.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void check(Experiment experiment, JsonNode user) {
        String userId = user.get("userId").asText();
        Draws draws = new Draws(userId);
        assertThat(draws.draw(Draws.layerPrefix(experiment.layer().name())))
                .isEqualTo(user.get("layerDraw").asDouble());
        for (Map.Entry<String, JsonNode> each : user.get("variantDraws").properties()) {
            assertThat(draws.draw(Draws.variantPrefix(experiment.salt(), each.getKey())))
                    .as(each.getKey())
                    .isEqualTo(each.getValue().asDouble());
        }
        Experiments experiments =
                Experiments.none().with(experiment, TestingExperiments.CAPABILITIES);
        Assigned assigned =
                experiments.assign(userId, "home", TestingExperiments.START, ExternalLookup.NONE);
        assertThat(assigned.assignments().stream().map(it -> it.variant()).findFirst().orElse(null))
                .isEqualTo(user.get("variant").asText(null));
    }
}
