package io.freshet.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComposeTest {

    private static final String FILE = "docker/compose.yaml";
    private static final String VERSION = "0.1.0";

    private final String text = Repository.read(FILE);
    private final JsonNode compose = Repository.yaml(FILE);

    @Test
    void keepsToTheSchemaOfComposeFiles() throws Exception {
        Path file = Tool.packaged("check_jsonschema/builtin_schemas/vendor/compose-spec.json");
        ObjectNode schema = (ObjectNode) new ObjectMapper().readTree(file.toFile());
        // It is no absolute address, which the validator wants of an id.
        schema.remove("$id");

        assertThat(
                        JsonSchemaFactory.getInstance(VersionFlag.V202012)
                                .getSchema(schema)
                                .validate(compose))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "demo", "gpu", "tools"})
    void isUnderstoodByDockerCompose(String profile) throws Exception {
        Tool.Result result =
                Tool.installed("docker-compose")
                        .run(
                                "--env-file=.env.example",
                                "--profile=" + profile,
                                "config",
                                "--quiet");

        assertThat(result.output()).isEmpty();
        assertThat(result.code()).isZero();
    }

    @Test
    void publishesPortsOnTheLoopbackInterfaceOnly() {
        assertThat(strings(compose.findValues("ports")))
                .isNotEmpty()
                .allMatch(port -> port.matches("127\\.0\\.0\\.1:(\\d+):\\1"));
    }

    /** Ours are told their ports; the others have them by default. */
    @Test
    void publishesPortsAtWhichSomebodyListens() {
        String kafka = Repository.read("docker/config/kafka/server.properties");
        JsonNode flink = Repository.yaml("docker/config/flink/config.yaml");

        assertThat(kafka).contains("OUTSIDE://:9094", "INSIDE://:9092");
        assertThat(ports("kafka")).containsExactly("9094");
        assertThat(ports("jobmanager")).containsExactly(flink.path("rest.port").asText());
        assertThat(ports("console")).containsExactly("8090");
        assertThat(strings(List.of(service("console").path("command"))))
                .contains("--port=8090", "--bootstrap-servers=kafka:9092");
        assertThat(ports("minio")).containsExactly("9000", "9001");
        assertThat(ports("prometheus")).containsExactly("9090");
        assertThat(ports("grafana")).containsExactly("3000");
        assertThat(flink.path("s3.endpoint").asText()).isEqualTo("http://minio:9000");
        assertThat(flink.path("recommender.kafka.bootstrap-servers").asText())
                .isEqualTo("kafka:9092");
    }

    @Test
    void pinsEveryImage() {
        assertThat(images())
                .allMatch(image -> image.matches("[a-z/-]+:(v|RELEASE\\.)?[0-9][^:]*"))
                .contains("apache/kafka:" + Repository.property("kafka-broker.version"));
        assertThat(images().stream().filter(image -> image.startsWith("freshet/")))
                .allMatch(image -> image.endsWith(":" + VERSION));
        assertThat(Repository.property("version")).isEqualTo(VERSION + "-SNAPSHOT");
    }

    @Test
    void buildsStagesThatThereAre() {
        List<String> built = new ArrayList<>();
        for (JsonNode service : services()) {
            JsonNode build = service.path("build");
            if (build.isMissingNode()) {
                continue;
            }
            Dockerfile dockerfile = Dockerfile.read(build.path("dockerfile").asText());
            assertThat(build.path("context").asText()).isEqualTo("..");
            assertThat(dockerfile.stages().keySet())
                    .contains(build.path("target").asText("model-export"));
            built.add(service.path("image").asText());
        }
        assertThat(built)
                .contains(
                        "freshet/job:0.1.0",
                        "freshet/job-cuda:0.1.0",
                        "freshet/console:0.1.0",
                        "freshet/lab:0.1.0",
                        "freshet/model-export:0.1.0");
    }

    @Test
    void mountsFilesThatThereAre() {
        List<String> mounts =
                strings(compose.path("services").findValues("volumes")).stream()
                        .filter(volume -> volume.startsWith("."))
                        .toList();

        assertThat(mounts).isNotEmpty().allMatch(mount -> mount.endsWith(":ro"));
        for (String mount : mounts) {
            assertThat(Repository.DOCKER.resolve(mount.split(":", 2)[0])).exists();
        }
        assertThat(Repository.DOCKER.resolve("config/kafka/create-topics")).isExecutable();
        assertThat(Repository.DOCKER.resolve("config/grafana/dashboards/freshet-job.json"))
                .exists();
    }

    @Test
    void namesServicesThatThereAre() {
        for (JsonNode service : services()) {
            service.path("depends_on")
                    .fieldNames()
                    .forEachRemaining(
                            name -> assertThat(service(name).isMissingNode()).as(name).isFalse());
        }
        JsonNode scraped = Repository.yaml("docker/config/prometheus/prometheus.yml");
        for (String name : strings(scraped.findValues("names"))) {
            assertThat(service(name).isMissingNode()).as(name).isFalse();
        }
    }

    @Test
    void takesEverySecretFromTheEnvironment() {
        String example = Repository.read("docker/.env.example");
        List<MatchResult> variables =
                Pattern.compile("(?<!\\$)\\$\\{([A-Z_]+)(:[-?])").matcher(text).results().toList();

        assertThat(variables).isNotEmpty();
        for (MatchResult variable : variables) {
            assertThat(example).containsPattern("(?m)^#?" + variable.group(1) + "=");
        }
        assertThat(
                        Pattern.compile("(PASSWORD|TOKEN|SECRET_ACCESS_KEY): (.*)")
                                .matcher(text)
                                .results())
                .isNotEmpty()
                .allMatch(secret -> secret.group(2).startsWith("${"));
        assertThat(Repository.read("docker/.gitignore")).contains("/.env\n");
    }

    @Test
    void tellsOurProgramsOptionsThatTheyHave() {
        assertOptions(
                "console", "src/console/src/main/java/io/freshet/console/ConsoleCommand.java");
        assertThat(Repository.hasClass("io.freshet.job.RecommenderJob")).isTrue();
        assertThat(strings(List.of(service("jobmanager").path("command"))))
                .containsSequence("--job-classname", "io.freshet.job.RecommenderJob");
        assertThat(strings(List.of(service("simulator").path("command"))))
                .contains("@/opt/freshet/demo.args");
    }

    private void assertOptions(String service, String source) {
        String code = Repository.read(source);
        for (String argument : strings(List.of(service(service).path("command")))) {
            assertThat(code).contains("names = \"" + argument.split("=", 2)[0] + "\"");
        }
    }

    private Iterable<JsonNode> services() {
        return compose.path("services");
    }

    private JsonNode service(String name) {
        return compose.path("services").path(name);
    }

    private List<String> images() {
        return StreamSupport.stream(services().spliterator(), false)
                .map(service -> service.path("image").asText())
                .toList();
    }

    private List<String> ports(String service) {
        return strings(List.of(service(service).path("ports"))).stream()
                .map(port -> port.substring(port.lastIndexOf(':') + 1))
                .toList();
    }

    private static List<String> strings(List<JsonNode> lists) {
        List<String> strings = new ArrayList<>();
        lists.forEach(list -> list.forEach(each -> strings.add(each.asText())));
        return strings;
    }
}
