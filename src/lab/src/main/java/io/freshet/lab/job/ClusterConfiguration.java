package io.freshet.lab.job;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.configuration.Configuration;

/** A small Flink cluster whose files all lie in one directory. */
final class ClusterConfiguration {

    private ClusterConfiguration() {}

    /**
     * @param options win over what is set here
     */
    static Configuration of(Path directory, int parallelism, Map<String, String> options) {
        Path absolute = directory.toAbsolutePath();
        Map<String, String> all = new HashMap<>();
        all.put("io.tmp.dirs", absolute.resolve("tmp").toString());
        all.put("execution.checkpointing.dir", absolute.resolve("checkpoints").toUri().toString());
        all.put("taskmanager.numberOfTaskSlots", Integer.toString(parallelism));
        all.put("parallelism.default", Integer.toString(parallelism));
        all.put("taskmanager.memory.managed.size", "256 mb");
        all.put("taskmanager.memory.network.min", "64 mb");
        all.put("taskmanager.memory.network.max", "64 mb");
        // A lab shows failures; it does not hide them behind restarts.
        all.put("restart-strategy.type", "none");
        all.putAll(options);
        return Configuration.fromMap(all);
    }
}
