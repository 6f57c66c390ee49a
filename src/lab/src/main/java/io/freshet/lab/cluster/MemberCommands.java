package io.freshet.lab.cluster;

import io.freshet.lab.kafka.BrokerLaunch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.configuration.CoreOptions;

/**
 * With which arguments Java starts the members of a cluster: the classes that Flink's scripts
 * start.
 */
final class MemberCommands {

    private static final String JOB_MANAGER =
            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint";
    private static final String TASK_MANAGER =
            "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";
    private static final String ZOOKEEPER =
            "org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer";
    private static final String CLIENT = "org.apache.flink.client.cli.CliFrontend";

    private final ClusterPlan plan;
    private final ClusterFiles files;
    private final ClusterHome home;

    MemberCommands(ClusterPlan plan, ClusterFiles files, ClusterHome home) {
        this.plan = plan;
        this.files = files;
        this.home = home;
    }

    /**
     * Starts a member when it is given to the operating system.
     *
     * @param launch names this start of it, so that Flink takes it for no earlier one
     */
    List<String> of(String member, String launch) throws IOException {
        if (member.equals(ClusterPlan.BROKER)) {
            return java(member, broker());
        }
        if (member.equals(ClusterPlan.ZOOKEEPER)) {
            return java(member, zookeeper());
        }
        if (member.startsWith(ClusterPlan.JOB_MANAGER)) {
            return java(member, jobManager(member));
        }
        if (member.startsWith(ClusterPlan.TASK_MANAGER)) {
            return java(member, taskManager(member, launch));
        }
        throw new IOException("no member " + member + ", expected one of " + plan.members());
    }

    /** {@code flink} with these arguments. */
    List<String> client(List<String> arguments) throws IOException {
        List<String> all = flink("client");
        all.add("-XX:TieredStopAtLevel=1");
        all.add(CLIENT);
        all.addAll(arguments);
        return java("client", all);
    }

    private List<String> broker() throws IOException {
        List<String> all = new ArrayList<>(List.of("-Xmx512m", "-XX:+UseSerialGC"));
        all.addAll(BrokerLaunch.arguments(files.broker(), plan.ports().broker()));
        all.addAll(List.of("--until", "signal"));
        all.addAll(List.of("--gate", plan.ports().behindGate() + ":" + plan.ports().gate()));
        return all;
    }

    private List<String> zookeeper() throws IOException {
        Path configuration = files.configuration().resolve("zoo.cfg");
        Files.writeString(
                configuration,
                """
                dataDir=%s
                clientPort=%d
                clientPortAddress=127.0.0.1
                tickTime=1000
                admin.enableServer=false
                server.1=127.0.0.1:2888:3888
                """
                        .formatted(files.zookeeper(), plan.ports().zookeeper()),
                StandardCharsets.UTF_8);
        List<String> all = flink(ClusterPlan.ZOOKEEPER);
        all.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", ZOOKEEPER));
        all.addAll(List.of("--zkConfigFile", configuration.toString(), "--peerId", "1"));
        return all;
    }

    private List<String> jobManager(String member) throws IOException {
        List<String> all = flink(member);
        // It lives for minutes and decides little: the optimising compiler would take more than it
        // gives.
        all.addAll(List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", JOB_MANAGER));
        all.addAll(List.of("--configDir", files.configuration().toString()));
        all.addAll(List.of("-D", "rest.port=" + plan.restPort(member)));
        return all;
    }

    private List<String> taskManager(String member, String launch) throws IOException {
        FlinkConfiguration configuration = new FlinkConfiguration(plan, files);
        List<String> all = flink(member);
        all.addAll(words(configuration.taskManagerJvmLimits()));
        String more = plan.options().getOrDefault(CoreOptions.FLINK_TM_JVM_OPTIONS.key(), "");
        if (!more.isBlank()) {
            all.addAll(words(more));
        }
        all.addAll(List.of(TASK_MANAGER, "--configDir", files.configuration().toString()));
        all.addAll(words(configuration.taskManagerResources()));
        all.addAll(List.of("-D", "taskmanager.resource-id=" + launch));
        all.addAll(List.of("-D", "io.tmp.dirs=" + files.temporary(member)));
        return all;
    }

    /** What every Java machine of Flink begins with. */
    private List<String> flink(String member) throws IOException {
        List<String> all = new ArrayList<>();
        for (String opened :
                List.of("lang", "net", "io", "nio", "text", "time", "util", "util.concurrent")) {
            all.add("--add-opens=java.base/java." + opened + "=ALL-UNNAMED");
        }
        all.add("-Djava.io.tmpdir=" + files.temporary(member));
        all.add("-Dlog4j.configurationFile=" + files.configuration().resolve("log4j2.properties"));
        all.add("-cp");
        all.add(home.library().resolve("*").toString());
        return all;
    }

    private List<String> java(String member, List<String> arguments) throws IOException {
        Files.write(
                files.arguments(member),
                arguments.stream().map(MemberCommands::quoted).collect(Collectors.toList()),
                StandardCharsets.UTF_8);
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + files.arguments(member));
    }

    /** In a file of arguments for Java a backslash in quotes takes the next character as it is. */
    private static String quoted(String argument) {
        return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static List<String> words(String text) {
        return List.of(text.strip().split("\\s+"));
    }
}
