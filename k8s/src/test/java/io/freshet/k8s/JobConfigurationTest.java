package io.freshet.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ConfigurationUtils;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.util.TimeUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a FlinkDeployment says to Flink and to the recommender. */
class JobConfigurationTest {

    private static final String OURS = "recommender.";

    @ParameterizedTest
    @MethodSource("io.freshet.k8s.Overlays#names")
    void namesOnlyOptionsOfTheReference(String overlay) {
        Map<String, List<String>> reference = reference();

        assertThat(configuration(overlay).entrySet())
                .filteredOn(entry -> entry.getKey().startsWith(OURS))
                .isNotEmpty()
                .allSatisfy(
                        entry -> {
                            assertThat(reference).containsKey(entry.getKey());
                            String type = reference.get(entry.getKey()).get(2);
                            assertThatCode(() -> parse(type, entry.getValue()))
                                    .as(entry.toString())
                                    .doesNotThrowAnyException();
                        });
    }

    @ParameterizedTest
    @MethodSource("io.freshet.k8s.Overlays#names")
    void saysWhatIsMandatory(String overlay) {
        assertThat(configuration(overlay))
                .containsKeys("recommender.scoring.bundle", "recommender.kafka.bootstrap-servers");
    }

    @ParameterizedTest
    @MethodSource("io.freshet.k8s.Overlays#names")
    void givesFlinkOnlyWhatItHas(String overlay) throws IllegalAccessException {
        Map<String, ConfigOption<?>> known = FlinkOptions.byKey();
        Configuration configuration = Configuration.fromMap(configuration(overlay));

        assertThat(configuration.keySet())
                .filteredOn(key -> !key.startsWith(OURS))
                .allSatisfy(
                        key -> {
                            assertThat(known).containsKey(key);
                            assertThat(configuration.get(known.get(key))).isNotNull();
                        });
    }

    /** It writes its options as a tree and fails where one of them is a leaf and a branch. */
    @ParameterizedTest
    @MethodSource("io.freshet.k8s.Overlays#names")
    void survivesFlinksOwnFile(String overlay, @TempDir Path directory) throws Exception {
        Configuration configuration = Configuration.fromMap(configuration(overlay));

        Files.write(
                directory.resolve(GlobalConfiguration.FLINK_CONF_FILENAME),
                ConfigurationUtils.convertConfigToWritableLines(configuration, false));

        assertThat(GlobalConfiguration.loadConfiguration(directory.toString()).toMap())
                .isEqualTo(configuration.toMap());
    }

    @ParameterizedTest
    @MethodSource("io.freshet.k8s.Overlays#names")
    void fitsIntoItsMemory(String overlay) {
        Configuration configuration = Configuration.fromMap(configuration(overlay));
        configuration.set(TaskManagerOptions.TOTAL_PROCESS_MEMORY, memory(overlay, "taskManager"));
        configuration.set(JobManagerOptions.TOTAL_PROCESS_MEMORY, memory(overlay, "jobManager"));

        var taskManager = TaskExecutorProcessUtils.processSpecFromConfig(configuration);
        var jobManager = JobManagerProcessUtils.processSpecFromConfig(configuration);

        // Neighbours at hand take up to 180 MiB of it.
        assertThat(taskManager.getTaskHeapSize()).isGreaterThan(MemorySize.ofMebiBytes(400));
        assertThat(taskManager.getManagedMemorySize()).isGreaterThan(MemorySize.ofMebiBytes(300));
        assertThat(jobManager.getJvmHeapMemorySize()).isGreaterThan(MemorySize.ofMebiBytes(500));
    }

    @Test
    void keepsCheckpointsWhereAllProcessesReachThem() {
        assertThat(configuration("production").get("execution.checkpointing.dir"))
                .startsWith("s3://");
        assertThat(configuration("local").get("execution.checkpointing.dir"))
                .startsWith("file:///opt/freshet/checkpoints/");
    }

    @Test
    void asksForAGpuInTheOverlayOfThatName() {
        assertThat(configuration("gpu"))
                .containsEntry("external-resource.gpu.amount", "1")
                .containsEntry("external-resource.gpu.kubernetes.config-key", "nvidia.com/gpu")
                .containsEntry("recommender.scoring.provider", "cuda");
        assertThat(configuration("production").keySet())
                .noneMatch(key -> key.startsWith("external-resource"))
                .doesNotContain("recommender.scoring.provider");
    }

    static Map<String, String> configuration(String overlay) {
        Map<String, String> all = new TreeMap<>();
        deployment(overlay)
                .at("/spec/flinkConfiguration")
                .properties()
                .forEach(option -> all.put(option.getKey(), option.getValue().asText()));
        return all;
    }

    private static KubernetesObject deployment(String overlay) {
        return Overlays.object(overlay, "FlinkDeployment", "freshet");
    }

    private static MemorySize memory(String overlay, String process) {
        return MemorySize.parse(deployment(overlay).text("/spec/" + process + "/resource/memory"));
    }

    private static Map<String, List<String>> reference() {
        Map<String, List<String>> byKey = new HashMap<>();
        for (List<String> row : MarkdownTable.rows(Overlays.SITE.resolve("configuration.md"))) {
            MarkdownTable.code(row.get(0)).forEach(key -> byKey.put(key, row));
        }
        return byKey;
    }

    private static void parse(String type, String value) {
        switch (type) {
            case "duration" -> TimeUtils.parseDuration(value);
            case "memory size" -> MemorySize.parse(value);
            case "integer", "long" -> Long.parseLong(value);
            case "double" -> Double.parseDouble(value);
            case "boolean" -> assertThat(value).isIn("true", "false");
            case "map" -> {
                Configuration one = Configuration.fromMap(Map.of("map", value));
                one.get(ConfigOptions.key("map").mapType().noDefaultValue());
            }
            default -> assertThat(value).isNotBlank();
        }
    }
}
