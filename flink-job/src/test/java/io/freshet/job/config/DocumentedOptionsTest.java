package io.freshet.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.junit.jupiter.api.Test;

/** Every option that a document or a deployment names is one that the job takes. */
class DocumentedOptionsTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern KEY = Pattern.compile("\\brecommender(\\.[a-z0-9-]+)+");

    /** Made by builds, of somebody else, or about what was once decided. */
    private static final Set<String> LEFT_OUT = Set.of("target", ".venv", "node_modules", "adr");

    private static final Set<String> KEYS =
            RecommenderSettings.OPTIONS.stream()
                    .map(ConfigOption::key)
                    .collect(Collectors.toUnmodifiableSet());

    @Test
    void everyKeyInADocumentIsAnOption() throws IOException {
        List<Path> documents = documents();
        List<String> found = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (Path document : documents) {
            Matcher key = KEY.matcher(Files.readString(document));
            while (key.find()) {
                found.add(key.group());
                if (!exists(key.group())) {
                    unknown.add(ROOT.relativize(document) + ": " + key.group());
                }
            }
        }

        assertThat(documents)
                .contains(
                        ROOT.resolve("README.md"),
                        ROOT.resolve("src/site/quick-start.md"),
                        ROOT.resolve("docker/compose.yaml"));
        assertThat(found).hasSizeGreaterThan(KEYS.size());
        assertThat(unknown).as("keys that the job would refuse").isEmpty();
    }

    @Test
    void tellsKeysFromThoseThatAreNone() {
        assertThat(exists("recommender.topics.events")).isTrue();
        assertThat(exists("recommender.kafka.properties.linger.ms")).isTrue();
        assertThat(exists("recommender.covisitation")).as("all of a part").isTrue();
        assertThat(exists("recommender.kafka.topics.events")).isFalse();
        assertThat(exists("recommender.window.max")).isFalse();
    }

    /** Documents, and what configures the containers and the manifests. */
    private static List<Path> documents() throws IOException {
        List<Path> found = new ArrayList<>();
        for (String each : List.of("docker", "k8s", "model-export", "src/site")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(each))) {
                files.filter(DocumentedOptionsTest::isOurs)
                        .filter(file -> file.toString().matches(".*\\.(md|yaml|yml|env)"))
                        .forEach(found::add);
            }
        }
        found.add(ROOT.resolve("README.md"));
        return found;
    }

    private static boolean isOurs(Path file) {
        for (Path part : file) {
            if (LEFT_OUT.contains(part.toString())) {
                return false;
            }
        }
        return Files.isRegularFile(file);
    }

    private static boolean exists(String key) {
        return KEYS.contains(key)
                || key.startsWith(KafkaOptions.PROPERTIES.key() + '.')
                || KEYS.stream().anyMatch(each -> each.startsWith(key + '.'));
    }
}
