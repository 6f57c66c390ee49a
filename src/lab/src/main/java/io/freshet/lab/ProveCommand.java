package io.freshet.lab;

import io.freshet.lab.cluster.LocalCluster;
import io.freshet.lab.proof.Outcome;
import io.freshet.lab.proof.ProofBench;
import io.freshet.lab.proof.Scenario;
import io.freshet.lab.proof.Scenarios;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lab prove}: breaks the job in all known ways and holds what it says against an oracle. */
@Command(
        name = "prove",
        mixinStandardHelpOptions = true,
        description =
                "Break a cluster in all known ways while traffic flows, and hold every slate"
                        + " and every count against an oracle that reads the event log.")
final class ProveCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private ClusterOptions options;

    @Parameters(
            paramLabel = "SCENARIO",
            arity = "0..*",
            description = "Only these; all if none is named.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--list", description = "Print the scenarios and end.")
    private boolean list;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Of the traffic; default ${DEFAULT-VALUE}.")
    private long seed;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        List<Scenario> chosen = chosen();
        if (list) {
            chosen.forEach(each -> out.printf("%-34s %s%n", each.name(), each.story()));
            return 0;
        }
        long broken =
                options.use(ProofBench.PLAN, (cluster, files) -> play(chosen, cluster, files));
        if (broken > 0) {
            throw new IOException(broken + " of " + chosen.size() + " scenarios broke a promise");
        }
        return 0;
    }

    /** Returns how many broke a promise. */
    private long play(List<Scenario> chosen, LocalCluster cluster, Path files) throws IOException {
        ProofBench bench = ProofBench.on(cluster, files, options.bundle());
        long broken = 0;
        for (Scenario scenario : chosen) {
            Outcome outcome = bench.play(scenario, seed);
            spec.commandLine().getOut().println(outcome.summary());
            broken += outcome.isGood() ? 0 : 1;
        }
        return broken;
    }

    private List<Scenario> chosen() {
        List<Scenario> all = Scenarios.all();
        List<String> known = all.stream().map(Scenario::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "no scenario '" + name + "', expected one of " + known);
            }
        }
        return names.isEmpty()
                ? all
                : all.stream().filter(each -> names.contains(each.name())).toList();
    }
}
