package io.freshet.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DockerfileTest {

    private static final String IMAGES = "docker/Dockerfile";
    private static final String MODEL_EXPORT = "docker/model-export.Dockerfile";

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile", "model-export.Dockerfile"})
    void passesTheLinter(String file) throws Exception {
        Tool.Result result = Tool.installed("hadolint").run(file);

        assertThat(result.output()).isEmpty();
        assertThat(result.code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bare", "health", "make-env", "config/kafka/create-topics"})
    void scriptsPassTheirLinter(String file) throws Exception {
        Tool.Result result = Tool.installed("shellcheck").run(file);

        assertThat(result.output()).isEmpty();
        assertThat(Files.isExecutable(Repository.DOCKER.resolve(file))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {IMAGES, MODEL_EXPORT})
    void pinsEveryBaseByTag(String file) {
        assertThat(Dockerfile.read(file).images())
                .isNotEmpty()
                .allMatch(image -> image.matches("[a-z./-]+:[0-9][^:/]*[0-9a-z]"));
    }

    @ParameterizedTest
    @CsvSource({
        "docker/Dockerfile, job",
        "docker/Dockerfile, job-cuda",
        "docker/Dockerfile, console",
        "docker/Dockerfile, lab",
        "docker/model-export.Dockerfile, model-export"
    })
    void runsAsANumberedUserWithoutTelemetry(String file, String stage) {
        Dockerfile dockerfile = Dockerfile.read(file);

        assertThat(dockerfile.last(stage, "USER")).matches("[1-9]\\d*:[1-9]\\d*");
        assertThat(dockerfile.chain(stage).stream().flatMap(each -> each.all("ENV").stream()))
                .anyMatch(env -> env.contains("ORT_DISABLE_TELEMETRY=1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"job", "job-cuda", "console"})
    void checksTheHealthOfServersAtAPortThatTheyHave(String stage) {
        Dockerfile dockerfile = Dockerfile.read(IMAGES);

        String check = dockerfile.last(stage, "HEALTHCHECK");
        Matcher port = Pattern.compile("/opt/freshet/health\", \"(\\d+)\"").matcher(check);
        assertThat(port.find()).as(check).isTrue();
        assertThat(dockerfile.last(stage, "EXPOSE").split(" ")).contains(port.group(1));
    }

    @Test
    void copiesOnlyWhatThereIsAndWhatIsSent() {
        for (String file : List.of(IMAGES, MODEL_EXPORT)) {
            List<String> sent = sent(file + ".dockerignore");
            for (String source : sources(Dockerfile.read(file))) {
                assertThat(Repository.ROOT.resolve(source)).exists();
                assertThat(sent)
                        .as("%s copies %s", file, source)
                        .anyMatch(entry -> source.equals(entry) || source.startsWith(entry + "/"));
            }
        }
    }

    @Test
    void copiesFromStagesThatComeBefore() {
        for (String file : List.of(IMAGES, MODEL_EXPORT)) {
            Dockerfile dockerfile = Dockerfile.read(file);
            List<String> before = new ArrayList<>();
            for (Dockerfile.Stage stage : dockerfile.stages().values()) {
                for (String copy : stage.all("COPY")) {
                    Matcher from = Pattern.compile("--from=(\\S+)").matcher(copy);
                    if (from.find()) {
                        assertThat(before).as(copy).contains(from.group(1));
                    }
                }
                before.add(stage.name());
            }
        }
    }

    /** Maven looks at all modules, whichever it builds. */
    @Test
    void sendsEveryModuleToTheBuild() {
        List<String> sent = sent(IMAGES + ".dockerignore");
        Matcher module =
                Pattern.compile("<module>([^<]+)</module>").matcher(Repository.read("pom.xml"));
        while (module.find()) {
            String pom = module.group(1) + "/pom.xml";
            assertThat(sent)
                    .as(pom)
                    .anyMatch(entry -> pom.equals(entry) || pom.startsWith(entry + "/"));
        }
    }

    @Test
    void buildsModulesThatThereAre() {
        Matcher modules =
                Pattern.compile("mvn .*-pl (\\S+) -am package").matcher(Repository.read(IMAGES));
        assertThat(modules.find()).isTrue();
        for (String module : modules.group(1).split(",")) {
            assertThat(Repository.ROOT.resolve(module).resolve("pom.xml")).exists();
        }
    }

    @Test
    void hasTheVersionsOfTheBuild() {
        String text = Repository.read(IMAGES);
        String flink = Repository.property("flink.version");

        assertThat(text)
                .contains("FROM flink:" + flink + "-java17 ")
                .contains("flink-s3-fs-presto-" + flink + ".jar")
                .contains("flink-metrics-prometheus-" + flink + ".jar")
                .contains("ONNXRUNTIME_VERSION=" + Repository.property("onnxruntime.version"));
    }

    @Test
    void startsClassesThatThereAre() {
        Matcher classes =
                Pattern.compile("io\\.freshet\\.[a-z.]+[A-Z]\\w+").matcher(Repository.read(IMAGES));
        List<String> found = classes.results().map(each -> each.group()).toList();

        assertThat(found).hasSize(2).allMatch(Repository::hasClass);
    }

    /** What of the repository is copied into images. */
    private static List<String> sources(Dockerfile dockerfile) {
        return dockerfile.stages().values().stream()
                .flatMap(stage -> stage.all("COPY").stream())
                .filter(copy -> !copy.contains("--from="))
                .flatMap(
                        copy -> {
                            String[] words = copy.split("\\s+");
                            return Stream.of(words)
                                    .limit(words.length - 1L)
                                    .filter(word -> !word.startsWith("--"));
                        })
                .filter(source -> !source.equals("."))
                .toList();
    }

    private static List<String> sent(String ignoreFile) {
        return Repository.read(ignoreFile)
                .lines()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .toList();
    }
}
