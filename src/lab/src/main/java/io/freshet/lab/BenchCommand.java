package io.freshet.lab;

import io.freshet.lab.bench.Bench;
import io.freshet.lab.bench.BenchReport;
import io.freshet.lab.bench.BenchSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lab bench}: how near the job comes to what its parts can do on this machine. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measure the job and its parts in one run: broker pass-through, window updates, the bare"
                    + " model, the whole; then latencies under load.",
            "Ten minutes and more on 2 cores; --rounds=1 --time=2s for a trial."
        })
final class BenchCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Option(
            names = "--bundle",
            defaultValue = "${sys:lab.home}/demo-bundle",
            paramLabel = "DIRECTORY",
            description = "The model bundle; the demo's by default.")
    private Path bundle;

    @Option(
            names = "--parallelism",
            description = "Of the job, and partitions of the topics; default the cores.")
    private int parallelism = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--users",
            defaultValue = "2000",
            description = "Who act; default ${DEFAULT-VALUE}. Filling their windows takes time.")
    private int users;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Each measures every part once; default ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--time",
            defaultValue = "10s",
            converter = DurationConverter.class,
            description =
                    "Of a measurement; default ${DEFAULT-VALUE}. A load takes three times it.")
    private Duration time;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "Options of the job and of Flink, such as recommender.seen=drop.")
    private Map<String, String> options = new LinkedHashMap<>();

    @Option(names = "--json", paramLabel = "FILE", description = "The report as JSON goes there.")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException {
        BenchSettings settings =
                new BenchSettings(bundle, parallelism, users, rounds, time, options);
        PrintWriter out = spec.commandLine().getOut();
        BenchReport report;
        try (WorkDirectory work = WorkDirectory.create()) {
            report = new Bench(work.resolve("bench"), settings, out::println).run();
        }
        out.println();
        out.println(report.toText());
        if (json != null) {
            Files.writeString(json, report.toJson(), StandardCharsets.UTF_8);
        }
        return 0;
    }
}
