package io.freshet.lab;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.freshet.lab.experiment.ExperimentReport;
import io.freshet.lab.experiment.ReportText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lab experiment-simulation}: whether the statistics of experiments can be believed. */
@Command(
        name = "experiment-simulation",
        mixinStandardHelpOptions = true,
        description = {
            "Make up experiments of which the truth is known, look at them all the time, and say how"
                    + " often the statistics are wrong and how soon they are right.",
            "Minutes on 2 cores; --experiments=100 --effects=20 for a trial."
        })
final class ExperimentSimulationCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Option(
            names = "--experiments",
            defaultValue = "2000",
            description = "Without effect, for each traffic; default ${DEFAULT-VALUE}.")
    private int experiments;

    @Option(
            names = "--effects",
            defaultValue = "500",
            description = "With a lift of 5 %%, for each metric; default ${DEFAULT-VALUE}.")
    private int effects;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Of what happens; default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "The report as JSON goes there.")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException {
        if (experiments < 1 || effects < 1) {
            throw new IllegalArgumentException(
                    "--experiments and --effects are "
                            + experiments
                            + " and "
                            + effects
                            + ", expected 1 or more");
        }
        ExperimentReport report =
                ExperimentReport.of(
                        experiments, effects, seed, spec.commandLine().getErr()::println);
        spec.commandLine().getOut().print(ReportText.of(report));
        spec.commandLine().getOut().flush();
        if (json != null) {
            JsonMapper.builder()
                    .build()
                    .writerWithDefaultPrettyPrinter()
                    .writeValue(json.toFile(), report);
        }
        return 0;
    }
}
