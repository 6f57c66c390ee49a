package io.freshet.lab.cluster;

import io.freshet.lab.kafka.KafkaTopics;
import io.freshet.lab.time.Await;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.util.FileUtils;

/**
 * The processes of a cluster. They outlive the process that started them: {@link #stop} ends them,
 * from whichever process.
 */
public final class LocalCluster {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int STOP_ATTEMPTS = 3;
    private static final Pattern JOB_ID = Pattern.compile("JobID ([0-9a-f]{32})");

    private final ClusterPlan plan;
    private final ClusterFiles files;
    private final MemberCommands commands;
    private final ClusterRest rest;
    private final Map<String, String> launches = new ConcurrentHashMap<>();

    private LocalCluster(ClusterPlan plan, ClusterFiles files, ClusterHome home) {
        this.plan = plan;
        this.files = files;
        this.commands = new MemberCommands(plan, files, home);
        this.rest = new ClusterRest(plan.ports().rest());
    }

    /**
     * Starts all members and returns when they serve. A cluster that was stopped in this directory
     * goes on: with its ports, its broker's data, and its jobs if it was highly available.
     *
     * @param directory for all files of the cluster
     * @throws IOException if one does not come up, or a cluster runs in this directory; what was
     *     started is ended again
     */
    public static LocalCluster start(Path directory, ClusterPlan wanted) throws IOException {
        ClusterFiles files = new ClusterFiles(directory);
        ClusterPlan plan = files.hasPlan() ? wanted.inPlaceOf(stopped(directory)) : wanted;
        LocalCluster cluster = new LocalCluster(plan, files, ClusterHome.find());
        files.write(plan);
        new FlinkConfiguration(plan, files).write();
        try {
            cluster.startTogether(plan.infrastructure());
            cluster.startTogether(plan.flink());
        } catch (IOException | RuntimeException e) {
            cluster.stop();
            throw e;
        }
        return cluster;
    }

    private static ClusterPlan stopped(Path directory) throws IOException {
        LocalCluster former = attach(directory);
        if (!former.running().isEmpty()) {
            throw new IOException(
                    "a cluster runs in "
                            + directory
                            + ": "
                            + former.running()
                            + "; 'lab cluster stop' ends it");
        }
        return former.plan();
    }

    /**
     * The cluster of a directory, started by whichever process.
     *
     * @throws IOException if there is none
     */
    public static LocalCluster attach(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw ClusterFiles.noCluster(directory);
        }
        ClusterFiles files = new ClusterFiles(directory);
        return new LocalCluster(files.readPlan(), files, ClusterHome.find());
    }

    public ClusterPlan plan() {
        return plan;
    }

    /** Flink's REST interface. */
    public ClusterRest rest() {
        return rest;
    }

    /** Where checkpoints lie. */
    public Path checkpoints() {
        return files.checkpoints();
    }

    /** Where a member keeps what it does not need after its end. */
    public Path temporary(String member) {
        return files.temporary(member);
    }

    /** What a member has to say. */
    public Path log(String member) {
        return files.log(member);
    }

    /** Names of the members that run. */
    public List<String> running() throws IOException {
        List<String> running = new ArrayList<>();
        for (String member : files.membersStarted()) {
            if (member(member).isRunning()) {
                running.add(member);
            }
        }
        return running;
    }

    /** The process of a member; empty if it does not run. */
    public OptionalLong pid(String member) throws IOException {
        return member(member).pid();
    }

    private void startTogether(List<String> members) throws IOException {
        for (String member : members) {
            launch(member);
        }
        for (String member : members) {
            awaitServing(member);
        }
    }

    /** Members that work for a job, by name. */
    public List<String> taskManagersOf(String jobId) throws IOException {
        return rest.taskManagersOf(jobId).stream()
                // An id is the name of the member and the time of its start.
                .map(id -> id.substring(0, id.lastIndexOf('-')))
                .filter(name -> name.startsWith(ClusterPlan.TASK_MANAGER))
                .distinct()
                .toList();
    }

    /** A number that a TaskManager measures; empty if it does not. */
    public OptionalDouble taskManagerMetric(String member, String metric) throws IOException {
        return rest.taskManagerMetric(launches.getOrDefault(member, member), metric);
    }

    /** Starts a member, one of the plan or another TaskManager, and returns when it serves. */
    public void startMember(String name) throws IOException {
        if (member(name).isRunning()) {
            throw new IOException(name + " runs already");
        }
        launch(name);
        awaitServing(name);
    }

    /** Starts a member and does not wait for it. */
    public void launch(String name) throws IOException {
        String launch = name + '-' + Instant.now().toEpochMilli();
        launches.put(name, launch);
        Path temporary = files.temporary(name);
        FileUtils.deleteDirectory(temporary.toFile());
        Files.createDirectories(temporary);
        ProcessBuilder builder =
                new ProcessBuilder(commands.of(name, launch))
                        .redirectInput(new File("/dev/null"))
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.appendTo(files.log(name).toFile()));
        files.writePid(name, withEnvironment(builder).start().pid());
    }

    /**
     * Ends a member at once, as {@code kill -9} does, and returns when it is gone.
     *
     * @throws IOException if it does not run
     */
    public void kill(String name) throws IOException {
        Member member = known(name);
        if (!member.isRunning()) {
            throw new IOException(name + " does not run");
        }
        member.kill();
    }

    /** Stops a member as it is; its connections stay open and silent. */
    public void pause(String name) throws IOException {
        known(name).send(Member.Signal.STOP);
    }

    /** Lets a paused member go on. */
    public void resume(String name) throws IOException {
        known(name).send(Member.Signal.CONT);
    }

    /**
     * Lets the Java machine of a member collect its whole heap, and returns when that is done.
     *
     * @throws IOException if it does not run
     */
    public void collectHeap(String name) throws IOException {
        known(name).collectHeap();
    }

    /**
     * Submits a job by {@code flink run} and returns its id; its tasks may not run yet.
     *
     * @throws IOException if it is refused; the message is what {@code flink} says
     */
    public String submit(JobSubmission submission) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(commands.client(submission.arguments()))
                        .redirectInput(new File("/dev/null"))
                        .redirectErrorStream(true);
        Files.createDirectories(files.temporary("client"));
        Process client = withEnvironment(builder).start();
        String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher jobId = JOB_ID.matcher(said);
        if (!jobId.find()) {
            throw new IOException("flink run did not submit the job: " + cause(said));
        }
        return jobId.group(1);
    }

    /**
     * Returns when all tasks of a job run.
     *
     * @throws IOException if they do not; the message ends with what the job failed with last
     */
    public void awaitRunning(String jobId) throws IOException {
        awaitRunning(jobId, PATIENCE);
    }

    void awaitRunning(String jobId, Duration patience) throws IOException {
        try {
            Await.until(
                    () -> rest.allTasksRun(jobId),
                    patience,
                    "job " + jobId + " does not run in " + files.directory());
        } catch (IOException e) {
            throw new IOException(e.getMessage() + lastFailure(jobId), e);
        }
    }

    private String lastFailure(String jobId) {
        try {
            String failure = JobFailure.inALine(rest.lastFailure(jobId));
            return failure.isEmpty() ? "" : "; it failed with " + failure;
        } catch (IOException e) {
            // Who does not answer was the message already.
            return "";
        }
    }

    /**
     * Stops all jobs with savepoints. A restart of a job takes the savepoint in work with it, so
     * the job is asked again when it runs again.
     *
     * @return where the savepoint of each job is, by job
     * @throws IOException if a JobManager runs and does not answer, or a job cannot be stopped
     */
    public Map<String, String> stopJobs() throws IOException {
        Map<String, String> savepoints = new LinkedHashMap<>();
        if (running().stream().anyMatch(name -> name.startsWith(ClusterPlan.JOB_MANAGER))) {
            Await.until(rest::answers, PATIENCE, "no JobManager answers");
            for (String jobId : rest.runningJobs()) {
                savepoints.put(jobId, stopJob(jobId));
            }
        }
        return savepoints;
    }

    /**
     * Stops a job with a savepoint, as {@link #stopJobs} does.
     *
     * @return where the savepoint is
     */
    public String stopJob(String jobId) throws IOException {
        int attempt = 1;
        while (true) {
            awaitRunning(jobId);
            try {
                return rest.stop(jobId);
            } catch (IOException e) {
                if (attempt == STOP_ATTEMPTS || !rest.runningJobs().contains(jobId)) {
                    throw e;
                }
                attempt++;
            }
        }
    }

    /** Ends all members; also for a thread that was interrupted, which stays so. */
    public void stop() throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            stopMembers();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** All together, but the broker last: who is connected to it ends sooner while it serves. */
    private void stopMembers() throws IOException {
        List<String> others = new ArrayList<>(files.membersStarted());
        boolean hasBroker = others.remove(ClusterPlan.BROKER);
        stopTogether(others);
        if (hasBroker) {
            stopTogether(List.of(ClusterPlan.BROKER));
        }
    }

    private void stopTogether(List<String> members) throws IOException {
        Map<String, ProcessHandle> ending = new LinkedHashMap<>();
        for (String each : members) {
            member(each).askToEnd().ifPresent(process -> ending.put(each, process));
        }
        for (Map.Entry<String, ProcessHandle> each : ending.entrySet()) {
            member(each.getKey()).awaitEnd(each.getValue());
        }
    }

    private Member member(String name) {
        return new Member(name, files);
    }

    private Member known(String name) throws IOException {
        if (!files.membersStarted().contains(name)) {
            throw new IOException(
                    "no member " + name + ", expected one of " + files.membersStarted());
        }
        return member(name);
    }

    private ProcessBuilder withEnvironment(ProcessBuilder builder) {
        builder.environment()
                .putAll(
                        Map.of(
                                "FLINK_CONF_DIR",
                                files.configuration().toString(),
                                "ORT_DISABLE_TELEMETRY",
                                "1"));
        return builder;
    }

    private void awaitServing(String name) throws IOException {
        Await.until(
                () -> serves(name),
                PATIENCE,
                name + " does not serve; see " + files.log(name) + "; it did not come up");
    }

    private boolean serves(String name) throws IOException {
        if (!member(name).isRunning()) {
            throw new Await.HopelessException(name + " has ended; " + files.endOfLog(name));
        }
        if (name.equals(ClusterPlan.BROKER)) {
            return isOpen(plan.ports().broker()) && brokerAnswers();
        }
        if (name.equals(ClusterPlan.ZOOKEEPER)) {
            return isOpen(plan.ports().zookeeper());
        }
        if (name.startsWith(ClusterPlan.JOB_MANAGER)) {
            return isOpen(plan.restPort(name)) && rest.answers();
        }
        return rest.hasTaskManager(launches.get(name));
    }

    private boolean brokerAnswers() {
        try (KafkaTopics topics = new KafkaTopics(plan.bootstrapServers())) {
            return topics.names() != null;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** What is behind all the stack traces, in a line. */
    private static String cause(String said) {
        String last = said.strip();
        for (String line : said.split("\n", -1)) {
            if (line.startsWith("Caused by:") || line.startsWith("The program caused")) {
                last = line;
            }
        }
        return last;
    }
}
