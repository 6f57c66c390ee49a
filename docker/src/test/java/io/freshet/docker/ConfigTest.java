package io.freshet.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

/** That what the configuration files name exists. */
class ConfigTest {

    private static final Pattern OPTION = Pattern.compile("recommender\\.[a-z.-]+[a-z]");

    @Test
    void namesOptionsOfTheRecommenderThatThereAre() {
        String reference = Repository.read("src/site/configuration.md");
        Set<String> found = new HashSet<>();
        for (String file :
                List.of(
                        "docker/config/flink/config.yaml",
                        "docker/compose.yaml",
                        "docker/bare",
                        "docker/config/grafana/dashboards/freshet-model.json")) {
            OPTION.matcher(Repository.read(file))
                    .results()
                    .forEach(each -> found.add(each.group()));
        }

        assertThat(found)
                .contains("recommender.scoring.bundle")
                .allMatch(option -> reference.contains("| `" + option + "` |"));
    }

    @Test
    void namesOptionsOfFlinkThatThereAre() throws Exception {
        Set<String> known = optionsOfFlink();
        List<String> unknown = new ArrayList<>();
        Repository.yaml("docker/config/flink/config.yaml")
                .fieldNames()
                .forEachRemaining(
                        key -> {
                            boolean ofAPlugin =
                                    key.startsWith("recommender.")
                                            || key.startsWith("s3.")
                                            || key.startsWith("metrics.reporter.prom.");
                            if (!ofAPlugin && !known.contains(key)) {
                                unknown.add(key);
                            }
                        });

        assertThat(known).hasSizeGreaterThan(300);
        assertThat(unknown).isEmpty();
    }

    @Test
    void makesTopicsAsTheirPageSays() {
        String page = Repository.read("src/site/topics.md");
        Map<String, String> made = new TreeMap<>();
        Repository.read("docker/config/kafka/topics")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(
                        line -> {
                            Matcher policy =
                                    Pattern.compile("cleanup\\.policy=(\\w+)").matcher(line);
                            assertThat(policy.find()).as(line).isTrue();
                            made.put(line.split("\\s+")[0], policy.group(1));
                        });

        assertThat(made)
                .containsOnlyKeys(
                        "events",
                        "recommendations",
                        "dead-letters",
                        "catalog",
                        "models",
                        "model-status",
                        "experiments",
                        "assignments",
                        "experiment-status",
                        "outcomes",
                        "experiment-metrics");
        made.forEach(
                (topic, policy) ->
                        assertThat(page)
                                .containsPattern(
                                        "\\| \\[?`" + topic + "`.* \\| " + policy + " \\|"));
        assertThat(Repository.read("docker/config/kafka/topics"))
                .containsPattern("events .*message.timestamp.type=LogAppendTime");
    }

    @Test
    void tellsTheBrokerOfEveryListener() throws IOException {
        Properties broker = new Properties();
        broker.load(
                java.nio.file.Files.newBufferedReader(
                        Repository.DOCKER.resolve("config/kafka/server.properties")));

        String names = broker.getProperty("listener.security.protocol.map");
        for (String listener : broker.getProperty("listeners").split(",")) {
            assertThat(names).contains(listener.split(":")[0] + ":");
        }
    }

    @Test
    void tellsTheSimulatorOptionsThatItHas() {
        String lab = "src/lab/src/main/java/io/freshet/lab/";
        String code =
                Repository.read(lab + "ProfileOptions.java")
                        + Repository.read(lab + "SimulateCommand.java");

        assertThat(
                        Repository.read("docker/config/lab/demo.args")
                                .lines()
                                .filter(line -> !line.startsWith("#")))
                .isNotEmpty()
                .allMatch(line -> code.contains("names = \"" + line.split("=")[0] + "\""));
    }

    /** All constants of all classes of Flink's core and runtime. */
    private static Set<String> optionsOfFlink() throws Exception {
        Set<String> keys = new HashSet<>();
        for (Class<?> inJar :
                List.of(Configuration.class, org.apache.flink.runtime.jobgraph.JobGraph.class)) {
            Path jar = Path.of(inJar.getProtectionDomain().getCodeSource().getLocation().toURI());
            try (JarFile classes = new JarFile(jar.toFile())) {
                for (String name :
                        classes.stream()
                                .map(entry -> entry.getName())
                                .filter(entry -> entry.matches(".*Options\\.class"))
                                .toList()) {
                    addOptions(
                            Class.forName(
                                    name.replace('/', '.').replaceFirst("\\.class$", ""),
                                    false,
                                    inJar.getClassLoader()),
                            keys);
                }
            }
        }
        return keys;
    }

    private static void addOptions(Class<?> options, Set<String> keys)
            throws IllegalAccessException {
        for (Field field : options.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers())
                    && Modifier.isPublic(field.getModifiers())
                    && Modifier.isPublic(options.getModifiers())
                    && field.getType() == ConfigOption.class) {
                ConfigOption<?> option = (ConfigOption<?>) field.get(null);
                keys.add(option.key());
                option.fallbackKeys().forEach(each -> keys.add(each.getKey()));
            }
        }
    }
}
