package io.freshet.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.core.domain.Assignment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Java assigns as the lines of Python do that the page for experimenters shows: the vectors are
 * made by {@code make_assignment_golden.py} of model-export.
 */
class AssignmentGoldenTest {

    @TestFactory
    List<DynamicTest> assignsAsThePageSays() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode each : golden()) {
            Experiment experiment = experiment(each.get("experiment"));
            for (JsonNode user : each.get("users")) {
                String name = experiment.experimentId() + ", user " + user.get("userId");
                tests.add(DynamicTest.dynamicTest(name, () -> check(experiment, user)));
            }
        }
        assertThat(tests).hasSizeGreaterThanOrEqualTo(50);
        return tests;
    }

    @Test
    void assignsAMillionUsersAsThePageSays() throws Exception {
        JsonNode first = golden().get(0);
        JsonNode crowd = first.get("crowd");
        Experiments experiments = following(experiment(first.get("experiment")));
        MessageDigest variants = MessageDigest.getInstance("SHA-256");
        for (int user = 0; user < crowd.get("users").asInt(); user++) {
            String variant = variantOf(experiments, "u-" + user).orElse("");
            variants.update(("\n" + variant).getBytes(StandardCharsets.UTF_8));
        }

        assertThat(crowd.get("users").asInt()).isEqualTo(1_000_000);
        assertThat(HexFormat.of().formatHex(variants.digest()))
                .isEqualTo(crowd.get("sha256").asText());
    }

    private static JsonNode golden() throws IOException {
        return new ObjectMapper()
                .readTree(Path.of("src/test/resources/assignment-golden.json").toFile());
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
        assertThat(variantOf(following(experiment), userId).orElse(null))
                .isEqualTo(user.get("variant").asText(null));
    }

    private static Experiments following(Experiment experiment) {
        return Experiments.none().with(experiment, TestingExperiments.CAPABILITIES);
    }

    private static Optional<String> variantOf(Experiments experiments, String userId) {
        Assigned assigned =
                experiments.assign(userId, "home", TestingExperiments.START, ExternalLookup.NONE);
        return assigned.assignments().stream().map(Assignment::variant).findFirst();
    }
}
