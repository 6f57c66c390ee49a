package io.freshet.lab.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ConfigurationUtils;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;

/** Flink's own configuration of a cluster, small enough for a laptop. */
final class FlinkConfiguration {

    private final ClusterPlan plan;
    private final ClusterFiles files;

    FlinkConfiguration(ClusterPlan plan, ClusterFiles files) {
        this.plan = plan;
        this.files = files;
    }

    /** Writes {@code config.yaml} and the logging configuration. */
    void write() throws IOException {
        Files.write(
                files.configuration().resolve("config.yaml"),
                ConfigurationUtils.convertConfigToWritableLines(all(), true),
                StandardCharsets.UTF_8);
        Files.writeString(
                files.configuration().resolve("log4j2.properties"),
                """
                rootLogger.level = info
                rootLogger.appenderRef.out.ref = out
                appender.out.name = out
                appender.out.type = Console
                appender.out.layout.type = PatternLayout
                appender.out.layout.pattern = %d{HH:mm:ss.SSS} %-5p %c{1} - %m%n
                """,
                StandardCharsets.UTF_8);
    }

    /** As Flink's start script asks for them: the limits of a TaskManager's Java machine. */
    String taskManagerJvmLimits() {
        return ProcessMemoryUtils.generateJvmParametersStr(taskManagerMemory());
    }

    /** As Flink's start script passes them on: what each part of the memory comes to. */
    String taskManagerResources() {
        return TaskExecutorProcessUtils.generateDynamicConfigsStr(taskManagerMemory());
    }

    private TaskExecutorProcessSpec taskManagerMemory() {
        return TaskExecutorProcessUtils.processSpecFromConfig(all());
    }

    private Configuration all() {
        Map<String, String> all = new HashMap<>();
        all.put("jobmanager.rpc.address", "127.0.0.1");
        all.put("jobmanager.rpc.port", Integer.toString(plan.ports().rpc()));
        all.put("jobmanager.bind-host", "127.0.0.1");
        all.put("rest.address", "127.0.0.1");
        all.put("rest.bind-address", "127.0.0.1");
        all.put("rest.port", Integer.toString(plan.ports().rest().get(0)));
        all.put("taskmanager.host", "127.0.0.1");
        all.put("taskmanager.bind-host", "127.0.0.1");
        all.put("taskmanager.numberOfTaskSlots", Integer.toString(plan.slots()));
        all.put("parallelism.default", Integer.toString(plan.slots()));
        all.put("execution.checkpointing.dir", "file://" + files.checkpoints());
        all.put("execution.checkpointing.savepoint-dir", "file://" + files.savepoints());
        putMemory(all);
        putDetectionOfFailures(all);
        if (plan.highAvailability()) {
            putHighAvailability(all);
        }
        all.putAll(plan.options());
        return Configuration.fromMap(all);
    }

    private static void putMemory(Map<String, String> all) {
        all.put("jobmanager.memory.heap.size", "256m");
        all.put("jobmanager.memory.off-heap.size", "128m");
        all.put("jobmanager.memory.jvm-metaspace.size", "192m");
        all.put("taskmanager.memory.framework.heap.size", "96m");
        all.put("taskmanager.memory.task.heap.size", "288m");
        all.put("taskmanager.memory.task.off-heap.size", "128m");
        all.put("taskmanager.memory.managed.size", "128m");
        all.put("taskmanager.memory.network.min", "32m");
        all.put("taskmanager.memory.network.max", "32m");
        all.put("taskmanager.memory.jvm-metaspace.size", "192m");
    }

    /** Sooner than by default: all is on one machine, and people wait. */
    private static void putDetectionOfFailures(Map<String, String> all) {
        all.put("heartbeat.interval", "1s");
        all.put("heartbeat.timeout", "8s");
        all.put("slot.request.timeout", "60s");
        // Who breaks things wants to see what is, not what was.
        all.put("web.refresh-interval", "100");
        all.put("metrics.fetcher.update-interval", "1000");
    }

    private void putHighAvailability(Map<String, String> all) {
        all.put("high-availability.type", "zookeeper");
        all.put("high-availability.zookeeper.quorum", "127.0.0.1:" + plan.ports().zookeeper());
        all.put("high-availability.storageDir", "file://" + files.highAvailability());
        // A dead leader is gone when its session is.
        all.put("high-availability.zookeeper.client.session-timeout", "6s");
        all.put("high-availability.zookeeper.client.connection-timeout", "5s");
    }
}
