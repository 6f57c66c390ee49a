package io.freshet.lab;

import io.freshet.lab.cluster.ClusterHome;
import io.freshet.lab.cluster.ClusterPlan;
import io.freshet.lab.cluster.JobSubmission;
import io.freshet.lab.cluster.LocalCluster;
import io.freshet.lab.console.CatalogueWriter;
import io.freshet.lab.job.BundleOptions;
import io.freshet.lab.job.JobTopics;
import io.freshet.lab.kafka.KafkaAccess;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lab cluster}: broker, JobManagers and TaskManagers as processes of their own. */
@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        description =
                "A Flink cluster and a broker as processes of their own on the loopback interface,"
                        + " as production has them.",
        subcommands = {
            ClusterCommand.Start.class,
            ClusterCommand.Submit.class,
            ClusterCommand.Status.class,
            ClusterCommand.Kill.class,
            ClusterCommand.Stop.class
        },
        synopsisSubcommandLabel = "COMMAND")
final class ClusterCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(), "no command, expected one of those that --help lists");
    }

    /** What all of the commands want to know. */
    abstract static class OfDirectory implements Callable<Integer> {

        @Spec private CommandSpec spec;

        @Option(
                names = "--dir",
                paramLabel = "DIRECTORY",
                defaultValue = "${sys:java.io.tmpdir}/freshet-cluster",
                description = "Of the cluster's files; default ${DEFAULT-VALUE}.")
        private Path directory;

        Path directory() {
            return directory;
        }

        PrintWriter out() {
            return spec.commandLine().getOut();
        }

        LocalCluster cluster() throws IOException {
            return LocalCluster.attach(directory);
        }

        void tell(LocalCluster cluster) throws IOException {
            for (String member : cluster.running()) {
                out().printf(
                                "%-16s process %d, log %s%n",
                                member, cluster.pid(member).orElse(0), cluster.log(member));
            }
        }
    }

    /** {@code lab cluster start}. */
    @Command(
            name = "start",
            mixinStandardHelpOptions = true,
            description = "Start a broker with the job's topics, and a Flink cluster.")
    static final class Start extends OfDirectory {

        @Option(
                names = "--task-managers",
                defaultValue = "1",
                description = "How many; default ${DEFAULT-VALUE}.")
        private int taskManagers;

        @Option(
                names = "--slots",
                defaultValue = "2",
                description = "Of each TaskManager; default ${DEFAULT-VALUE}.")
        private int slots;

        @Option(
                names = "--partitions",
                defaultValue = "4",
                description = "Of the topics events and recommendations; default ${DEFAULT-VALUE}.")
        private int partitions;

        @Option(
                names = "--high-availability",
                paramLabel = "JOB_MANAGERS",
                arity = "0..1",
                fallbackValue = "2",
                description =
                        "So many JobManagers, ${FALLBACK-VALUE} if no number is given, and a"
                                + " ZooKeeper through which one of them leads.")
        private @Nullable Integer jobManagers;

        @Option(
                names = "-D",
                paramLabel = "KEY=VALUE",
                description = "Options of Flink, such as taskmanager.memory.task.heap.size=1g.")
        private Map<String, String> options = new LinkedHashMap<>();

        @Override
        public Integer call() throws IOException {
            ClusterPlan plan = ClusterPlan.small();
            if (jobManagers != null) {
                plan = plan.withHighAvailability(jobManagers);
            }
            LocalCluster cluster =
                    LocalCluster.start(
                            directory(),
                            plan.withTaskManagers(taskManagers, slots).withOptions(options));
            JobTopics topics = JobTopics.byDefault();
            topics.createIfAbsent(cluster.plan().bootstrapServers(), partitions);
            tell(cluster);
            CatalogueWriter.write(KafkaAccess.plain(cluster.plan().bootstrapServers()), List.of());
            out().printf("broker at %s%n", cluster.plan().bootstrapServers());
            out().printf(
                            "topics %s%n",
                            String.join(", ", topics.names()) + ", " + CatalogueWriter.CATALOG);
            out().printf("Flink at http://127.0.0.1:%d%n", cluster.plan().ports().rest().get(0));
            return 0;
        }
    }

    /** {@code lab cluster submit}. */
    @Command(
            name = "submit",
            mixinStandardHelpOptions = true,
            description = "Submit the job by 'flink run' and wait until its tasks run.")
    static final class Submit extends OfDirectory {

        @Option(
                names = "--bundle",
                paramLabel = "DIRECTORY",
                defaultValue = "${sys:lab.home}/demo-bundle",
                description = "The model bundle; default ${DEFAULT-VALUE}.")
        private Path bundle;

        @Option(
                names = "--parallelism",
                defaultValue = "1",
                description = "Of the job; default ${DEFAULT-VALUE}.")
        private int parallelism;

        @Option(
                names = "--from",
                paramLabel = "SAVEPOINT",
                description = "Begin with the state of a savepoint or checkpoint.")
        private @Nullable String savepoint;

        @Option(
                names = "-D",
                paramLabel = "KEY=VALUE",
                description = "Options of the job and of Flink, such as recommender.seen=drop.")
        private Map<String, String> options = new LinkedHashMap<>();

        @Override
        public Integer call() throws IOException {
            LocalCluster cluster = cluster();
            Map<String, String> all = BundleOptions.of(bundle);
            all.put("recommender.kafka.bootstrap-servers", cluster.plan().bootstrapServers());
            all.putAll(options);
            String jobId =
                    cluster.submit(
                            new JobSubmission(
                                    ClusterHome.find().jobJar(), parallelism, savepoint, all));
            cluster.awaitRunning(jobId);
            out().println("job " + jobId + " runs");
            return 0;
        }
    }

    /** {@code lab cluster status}. */
    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = "Print the members that run, and the jobs.")
    static final class Status extends OfDirectory {

        @Override
        public Integer call() throws IOException {
            LocalCluster cluster = cluster();
            tell(cluster);
            if (!cluster.rest().answers()) {
                out().println("no JobManager answers");
                return 0;
            }
            for (String jobId : cluster.rest().runningJobs()) {
                out().printf(
                                "job %s %s, %d checkpoints%n",
                                jobId,
                                cluster.rest().jobState(jobId),
                                cluster.rest().completedCheckpoints(jobId));
            }
            return 0;
        }
    }

    /** {@code lab cluster kill}. */
    @Command(
            name = "kill",
            mixinStandardHelpOptions = true,
            description = "Do to a member what production does to it.")
    static final class Kill extends OfDirectory {

        /** What is done. */
        enum Deed {
            KILL,
            PAUSE,
            RESUME,
            RESTART
        }

        @Parameters(
                paramLabel = "MEMBER",
                description = "Such as task-manager-1; 'lab cluster status' lists them.")
        private String member;

        @Option(
                names = "--by",
                defaultValue = "kill",
                description =
                        "kill: SIGKILL; pause: SIGSTOP; resume: SIGCONT; restart: start it again"
                                + " if it does not run; default ${DEFAULT-VALUE}.")
        private Deed deed;

        @Override
        public Integer call() throws IOException {
            LocalCluster cluster = cluster();
            switch (deed) {
                case KILL -> cluster.kill(member);
                case PAUSE -> cluster.pause(member);
                case RESUME -> cluster.resume(member);
                case RESTART -> cluster.startMember(member);
            }
            return 0;
        }
    }

    /** {@code lab cluster stop}. */
    @Command(
            name = "stop",
            mixinStandardHelpOptions = true,
            description = "Stop the jobs with savepoints, then all members; the directory stays.")
    static final class Stop extends OfDirectory {

        @Option(
                names = "--now",
                description =
                        "Without savepoints, also if no JobManager answers or a job does not run.")
        private boolean now;

        @Override
        public Integer call() throws IOException {
            LocalCluster cluster = cluster();
            if (!now) {
                cluster.stopJobs()
                        .forEach((job, place) -> out().printf("job %s is in %s%n", job, place));
            }
            cluster.stop();
            return 0;
        }
    }
}
