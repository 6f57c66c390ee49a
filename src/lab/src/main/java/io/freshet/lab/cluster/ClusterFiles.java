package io.freshet.lab.cluster;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The directory of a cluster: its plan, configuration, logs, process ids and checkpoints. */
final class ClusterFiles {

    private static final String PLAN = "cluster.json";
    private static final int LOG_LINES_SHOWN = 5;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path directory;

    /** Makes the directory if it is absent; whatever it is called by, it is the same one. */
    ClusterFiles(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory).toRealPath();
    }

    Path directory() {
        return directory;
    }

    Path configuration() {
        return directory.resolve("conf");
    }

    /** With which arguments Java starts a member; its name makes the process known. */
    Path arguments(String member) {
        return configuration().resolve(member + ".args");
    }

    Path broker() {
        return directory.resolve("broker");
    }

    Path zookeeper() {
        return directory.resolve("zookeeper");
    }

    Path checkpoints() {
        return directory.resolve("checkpoints");
    }

    Path savepoints() {
        return directory.resolve("savepoints");
    }

    Path highAvailability() {
        return directory.resolve("high-availability");
    }

    Path log(String member) {
        return directory.resolve("log").resolve(member + ".log");
    }

    /** Where a member's libraries unpack what they need; emptied before it starts. */
    Path temporary(String member) {
        return directory.resolve("tmp").resolve(member);
    }

    boolean hasPlan() {
        return Files.exists(directory.resolve(PLAN));
    }

    void write(ClusterPlan plan) throws IOException {
        for (Path each :
                List.of(
                        configuration(),
                        checkpoints(),
                        savepoints(),
                        highAvailability(),
                        log("any").getParent(),
                        pidFile("any").getParent())) {
            Files.createDirectories(each);
        }
        JSON.writerWithDefaultPrettyPrinter().writeValue(directory.resolve(PLAN).toFile(), plan);
    }

    ClusterPlan readPlan() throws IOException {
        if (!hasPlan()) {
            throw noCluster(directory);
        }
        return JSON.readValue(directory.resolve(PLAN).toFile(), ClusterPlan.class);
    }

    static IOException noCluster(Path directory) {
        return new IOException("no cluster in " + directory + "; 'lab cluster start' makes one");
    }

    void writePid(String member, long pid) throws IOException {
        Files.writeString(pidFile(member), Long.toString(pid), StandardCharsets.US_ASCII);
    }

    /** The process that this member was started as last. */
    OptionalLong readPid(String member) throws IOException {
        Path file = pidFile(member);
        return Files.exists(file)
                ? OptionalLong.of(
                        Long.parseLong(Files.readString(file, StandardCharsets.US_ASCII).strip()))
                : OptionalLong.empty();
    }

    /** All members that were ever started, by name. */
    List<String> membersStarted() throws IOException {
        Path directoryOfPids = pidFile("any").getParent();
        if (!Files.isDirectory(directoryOfPids)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directoryOfPids)) {
            return files.map(file -> file.getFileName().toString().replaceFirst("\\.pid$", ""))
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }
    }

    /** The end of a member's log, for a message. */
    String endOfLog(String member) {
        Path log = log(member);
        try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            List<String> all = lines.toList();
            List<String> last = all.subList(Math.max(0, all.size() - LOG_LINES_SHOWN), all.size());
            return log + " ends with: " + String.join(" | ", last);
        } catch (IOException e) {
            return log + " cannot be read: " + e.getMessage();
        }
    }

    private Path pidFile(String member) {
        return directory.resolve("run").resolve(member + ".pid");
    }
}
