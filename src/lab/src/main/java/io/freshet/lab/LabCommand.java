package io.freshet.lab;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command {@code lab}. Exit code 0 for success, 2 with one line on standard error for anything
 * that the user can put right, 1 with a stack trace for a defect; 1 without one where a command
 * says what that means.
 */
@Command(
        name = "lab",
        mixinStandardHelpOptions = true,
        version = "Freshet lab 0.1.0-SNAPSHOT",
        description = "Everything on one machine: a broker, data sets, traffic and replay.",
        subcommands = {
            BrokerCommand.class,
            ClusterCommand.class,
            ImportCommand.class,
            SimulateCommand.class,
            ReplayCommand.class,
            TrainingSetCommand.class,
            PrequentialCommand.class,
            LatencyCommand.class,
            NoveltyCommand.class,
            ExperimentSimulationCommand.class,
            ReleaseCommand.class,
            ExperimentCommand.class,
            ReleasesCommand.class,
            RehearsalCommand.class,
            ProveCommand.class,
            CampaignCommand.class,
            SoakCommand.class,
            ScalingCommand.class,
            RankerCommand.class,
            BenchCommand.class,
            CountsCommand.class,
            DemoCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class LabCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
        PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
        System.exit(OrderlyEnd.of(() -> run(out, err, arguments)));
    }

    /** Without a command there is nothing to do. */
    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(), "no command, expected one of those that lab --help lists");
    }

    /** Runs the command and returns its exit code. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        OneLineErrors errors = new OneLineErrors();
        return new CommandLine(new LabCommand())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors)
                .execute(arguments);
    }
}
