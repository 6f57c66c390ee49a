package io.freshet.lab;

import io.freshet.lab.rehearsal.Rehearsal;
import io.freshet.lab.release.ReleaseTrial;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lab rehearsal}: releases and experiments, all of it live, as a story that is checked. */
@Command(
        name = "rehearsal",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Play releases and experiments to a job on a cluster of processes while simulated"
                    + " users act, and tell what happens and what stands in the topics.",
            "A model is released; an A/A and an A/B experiment begin; wrong records and spoiled"
                    + " bundles are refused meanwhile; both end, and say what is true.",
            "Exit code 1 if a step was not as it must be."
        })
final class RehearsalCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private ClusterJobOptions options;

    @Option(
            names = "--time",
            defaultValue = "2m",
            converter = DurationConverter.class,
            description = "How long the experiments run; default ${DEFAULT-VALUE}.")
    private Duration time;

    @Option(
            names = "--rate",
            defaultValue = "200",
            description = "Events a second; default ${DEFAULT-VALUE}.")
    private double rate;

    @Override
    public Integer call() throws IOException {
        if (!(rate > 0) || time.isZero()) {
            throw new IllegalArgumentException(
                    "--rate and --time are " + rate + " and " + time + ", expected more than 0");
        }
        PrintWriter out = spec.commandLine().getOut();
        ReleaseTrial.Settings settings =
                new ReleaseTrial.Settings(
                        options.bundle(), rate, options.parallelism(), options.jobOptions());
        List<String> broken =
                options.use(
                        (cluster, files) ->
                                Rehearsal.on(cluster, files, settings, time, out::println));
        out.println();
        out.println(broken.isEmpty() ? "everything was as it must be" : "NOT as it must be:");
        broken.forEach(out::println);
        return broken.isEmpty() ? 0 : 1;
    }
}
