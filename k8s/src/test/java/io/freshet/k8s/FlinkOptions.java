package io.freshet.k8s;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.autoscaler.config.AutoScalerOptions;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalResourceOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ResourceManagerOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.kubernetes.configuration.KubernetesConfigOptions;
import org.apache.flink.state.rocksdb.RocksDBOptions;

/** Flink's own options and the autoscaler's, by key. Flink itself passes over one that it lacks. */
final class FlinkOptions {

    private static final List<Class<?>> HOLDERS =
            List.of(
                    AutoScalerOptions.class,
                    CheckpointingOptions.class,
                    CoreOptions.class,
                    ExternalResourceOptions.class,
                    HeartbeatManagerOptions.class,
                    HighAvailabilityOptions.class,
                    JobManagerOptions.class,
                    KubernetesConfigOptions.class,
                    PipelineOptions.class,
                    ResourceManagerOptions.class,
                    RocksDBOptions.class,
                    StateBackendOptions.class,
                    TaskManagerOptions.class);

    private FlinkOptions() {}

    static Map<String, ConfigOption<?>> byKey() throws IllegalAccessException {
        Map<String, ConfigOption<?>> all = new HashMap<>();
        for (Class<?> holder : HOLDERS) {
            for (Field field : holder.getFields()) {
                if (Modifier.isStatic(field.getModifiers())
                        && field.get(null) instanceof ConfigOption<?> option) {
                    all.put(option.key(), option);
                }
            }
        }
        named().forEach(option -> all.put(option.key(), option));
        return all;
    }

    /** Those whose keys hold a name of the user's. */
    private static List<ConfigOption<?>> named() {
        String reporter = "metrics.reporter.prom.";
        return List.of(
                ConfigOptions.key(reporter + "factory.class").stringType().noDefaultValue(),
                ConfigOptions.key(reporter + "port").intType().noDefaultValue(),
                ConfigOptions.key(ExternalResourceOptions.getAmountConfigOptionForResource("gpu"))
                        .longType()
                        .noDefaultValue(),
                ConfigOptions.key(
                                ExternalResourceOptions.getSystemConfigKeyConfigOptionForResource(
                                        "gpu",
                                        KubernetesConfigOptions
                                                .EXTERNAL_RESOURCE_KUBERNETES_CONFIG_KEY_SUFFIX))
                        .stringType()
                        .noDefaultValue());
    }
}
