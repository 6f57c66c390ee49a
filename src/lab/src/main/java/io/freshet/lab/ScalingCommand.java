package io.freshet.lab;

import io.freshet.lab.cluster.ClusterPlan;
import io.freshet.lab.scaling.ScalingReport;
import io.freshet.lab.scaling.ScalingRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lab scaling}: more subtasks, and one user who does much of everything. */
@Command(
        name = "scaling",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Measure how many events a second jobs of several parallelisms answer on one"
                        + " TaskManager, of users who do about as much, and where one user does a"
                        + " share of everything.")
final class ScalingCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private ClusterOptions options;

    @Option(
            names = "--parallelism",
            split = ",",
            defaultValue = "1,2,4",
            description = "Of the jobs, one after the other; default ${DEFAULT-VALUE}.")
    private List<Integer> parallelisms;

    @Option(names = "--users", defaultValue = "4000", description = "Default ${DEFAULT-VALUE}.")
    private int users;

    @Option(
            names = "--hot-share",
            defaultValue = "0.3",
            description = "Of all events, by one user, 0 to 0.4; default ${DEFAULT-VALUE}.")
    private double hotShare;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Of each measurement; default ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "Options of the jobs and of Flink.")
    private Map<String, String> jobOptions = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException {
        check("--rounds", rounds);
        check("--users", users);
        parallelisms.forEach(each -> check("--parallelism", each));
        if (!(hotShare >= 0 && hotShare <= 0.4)) {
            throw new IllegalArgumentException(
                    "--hot-share is " + hotShare + ", expected 0 to 0.4");
        }
        PrintWriter out = spec.commandLine().getOut();
        ClusterPlan plan = ClusterPlan.small().withTaskManagers(1, Collections.max(parallelisms));
        ScalingRun.Settings settings =
                new ScalingRun.Settings(
                        options.bundle(), parallelisms, users, hotShare, rounds, jobOptions);
        ScalingReport report =
                options.use(
                        plan, (cluster, files) -> ScalingRun.on(cluster, settings, out::println));
        out.println(report.summary());
        return 0;
    }

    private static void check(String option, int found) {
        if (found < 1) {
            throw new IllegalArgumentException(option + " is " + found + ", expected 1 or more");
        }
    }
}
