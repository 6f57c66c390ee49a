package io.freshet.lab;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.freshet.lab.release.FaultTrial;
import io.freshet.lab.release.ReleaseFault;
import io.freshet.lab.release.ReleaseTrial;
import io.freshet.lab.release.ReleasesReport;
import io.freshet.lab.release.ReleasesRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lab releases}: what releases cost those who read the feed, and what is refused. */
@Command(
        name = "releases",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Release models, sound and spoiled ones, to a job on a cluster of processes while"
                    + " traffic flows.",
            "Says how slates went on meanwhile, how long a release took and what memory it left;"
                    + " exit code 1 if a promise was broken."
        })
final class ReleasesCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private ClusterJobOptions options;

    @Option(
            names = "--reloads",
            defaultValue = "100",
            description = "Sound releases after the spoiled ones; default ${DEFAULT-VALUE}.")
    private int reloads;

    @Option(
            names = "--control",
            description =
                    "Lets as much time pass in place of each of them, to see what memory does anyway.")
    private boolean control;

    @Option(
            names = "--rate",
            defaultValue = "200",
            description = "Events a second; default ${DEFAULT-VALUE}.")
    private double rate;

    @Option(
            names = "--warm-up",
            defaultValue = "30s",
            converter = DurationConverter.class,
            description = "Traffic before the first release; default ${DEFAULT-VALUE}.")
    private Duration warmUp;

    @Option(
            names = "--faults",
            description =
                    "Instead of all this, kill a TaskManager at each moment of a release that"
                            + " matters, and look who went back.")
    private boolean faults;

    @Option(
            names = "--fault",
            paramLabel = "MOMENT",
            description = "Only this one of ${COMPLETION-CANDIDATES}; may be repeated.")
    private List<ReleaseFault> chosen = List.of(ReleaseFault.values());

    @Option(
            names = "--repeat",
            defaultValue = "1",
            description = "How often each fault is played; default ${DEFAULT-VALUE}.")
    private int repeat;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the report here, too.")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException {
        if (reloads < 0 || !(rate > 0) || repeat < 1) {
            throw new IllegalArgumentException(
                    "--reloads, --rate and --repeat are "
                            + reloads
                            + ", "
                            + rate
                            + " and "
                            + repeat
                            + ", expected 0 or more, more than 0, and 1 or more");
        }
        return faults ? playFaults() : measure();
    }

    private int playFaults() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        ReleaseTrial.Settings settings =
                new ReleaseTrial.Settings(options.bundle(), rate, 2, options.jobOptions());
        List<FaultTrial.Outcome> outcomes = new ArrayList<>();
        options.use(
                FaultTrial.PLAN,
                (cluster, files) -> {
                    for (int round = 1; round <= repeat; round++) {
                        for (ReleaseFault fault : chosen) {
                            FaultTrial.Outcome outcome =
                                    FaultTrial.play(
                                            cluster,
                                            "fault-" + (outcomes.size() + 1),
                                            files,
                                            settings,
                                            fault);
                            outcomes.add(outcome);
                            out.println(outcome.line());
                        }
                    }
                    return outcomes;
                });
        writeJson(outcomes);
        return outcomes.stream().allMatch(each -> each.broken().isEmpty()) ? 0 : 1;
    }

    private int measure() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        ReleaseTrial.Settings settings =
                new ReleaseTrial.Settings(
                        options.bundle(), rate, options.parallelism(), options.jobOptions());
        ReleasesReport report =
                options.useForMemory(
                        (cluster, files) ->
                                ReleasesRun.on(
                                        cluster,
                                        Files.createDirectories(files.resolve("bundles")),
                                        settings,
                                        warmUp,
                                        reloads,
                                        control,
                                        out::println));
        out.println(report.text());
        writeJson(report);
        return report.broken().isEmpty() ? 0 : 1;
    }

    private void writeJson(Object report) throws IOException {
        if (json != null) {
            JsonMapper.builder()
                    .build()
                    .writerWithDefaultPrettyPrinter()
                    .writeValue(json.toFile(), report);
        }
    }
}
