package io.freshet.lab;

import io.freshet.job.config.KafkaOptions;
import io.freshet.job.config.ScoringOptions;
import io.freshet.lab.bench.CountsBench;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lab counts}: what counting costs, without any slates. */
@Command(
        name = "counts",
        mixinStandardHelpOptions = true,
        description = {
            "Measure what the job's counts cost without any slates: events a second, the age of what"
                    + " is at hand where slates are made, the size of state and table.",
            "Six minutes and more on 2 cores; --items=10000 --time=2s for a trial."
        })
final class CountsCommand implements Callable<Integer> {

    private static final double[] LOADS = {1_000, 10_000};

    private static final Duration SHORTEST = Duration.ofMillis(100);

    @Spec private CommandSpec spec;

    @Option(
            names = "--items",
            split = ",",
            defaultValue = "10000,100000,1000000",
            description = "Of the catalogue, one after the other; default ${DEFAULT-VALUE}.")
    private List<Integer> items;

    @Option(
            names = "--time",
            defaultValue = "10s",
            converter = DurationConverter.class,
            description = "Of a measurement; default ${DEFAULT-VALUE}.")
    private Duration time;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description =
                    "Options of the job and of Flink, such as recommender.counts.interval=5s.")
    private Map<String, String> options = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException {
        for (int each : items) {
            if (each < 1) {
                throw new IllegalArgumentException("--items has " + each + ", expected 1 or more");
            }
        }
        if (time.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "--time is " + time + ", expected " + SHORTEST + " or more");
        }
        Map<String, String> all = new LinkedHashMap<>(options);
        // Neither is used.
        all.put(KafkaOptions.BOOTSTRAP_SERVERS.key(), "localhost:1");
        all.put(ScoringOptions.BUNDLE.key(), "none");
        try (WorkDirectory work = WorkDirectory.create()) {
            Path directory = work.resolve("counts");
            CountsBench bench =
                    new CountsBench(directory, time, all, spec.commandLine().getOut()::println);
            for (int each : items) {
                bench.measure(each, LOADS);
            }
        }
        return 0;
    }
}
