package io.freshet.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.kafka.common.utils.AppInfoParser;

/** Where and with what it was measured. */
public record Machine(
        int cores,
        String cpu,
        String operatingSystem,
        String java,
        String flink,
        String kafkaClients,
        String at) {

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    /** This one, now. */
    static Machine here(Clock clock) throws IOException {
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                cpuModel(),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                Runtime.version().toString(),
                EnvironmentInformation.getVersion(),
                AppInfoParser.getVersion(),
                Instant.now(clock).truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private static String cpuModel() throws IOException {
        if (!Files.exists(CPU_INFO)) {
            return "unknown";
        }
        return Files.readAllLines(CPU_INFO).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }
}
