package io.freshet.lab;

import io.freshet.lab.prequential.JudgedUnit;
import io.freshet.lab.prequential.PrequentialJudge;
import io.freshet.lab.prequential.PrequentialReport;
import io.freshet.lab.prequential.PrequentialSettings;
import io.freshet.lab.prequential.RunFacts;
import io.freshet.lab.prequential.RunMarks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code lab prequential}: a log through broker and job, every event judged by the slate before.
 */
@Command(
        name = "prequential",
        mixinStandardHelpOptions = true,
        description =
                "Replay a log through a broker and the job and judge each event by the slate that"
                        + " its user had before it, beside simple references.")
final class PrequentialCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private JobOptions job;

    @Parameters(paramLabel = "FILE", description = "What lab import and lab simulate write.")
    private Path file;

    @Option(
            names = "--unit",
            defaultValue = "EVENT",
            description = "What a slate is held against: ${COMPLETION-CANDIDATES}.")
    private JudgedUnit unit;

    @Option(
            names = "--share",
            defaultValue = "0.8",
            description =
                    "Of the events, that the model has learned from; the rest is judged. Default"
                            + " ${DEFAULT-VALUE}.")
    private double share;

    @Option(names = "--k", defaultValue = "20", description = "Slots that count; default 20.")
    private int k;

    @Option(
            names = "--half-life",
            defaultValue = "6h",
            converter = DurationConverter.class,
            description = "Of the reference that shows what is popular; default 6h.")
    private Duration halfLife;

    @Option(
            names = "--markdown",
            paramLabel = "FILE",
            description = "The report as a page goes there.")
    private @Nullable Path markdown;

    @Option(names = "--json", paramLabel = "FILE", description = "The report as JSON goes there.")
    private @Nullable Path json;

    @Option(
            names = "--freeze-counts",
            description =
                    "The job stops where judging begins and goes on without counting what comes:"
                            + " its counts are as old as its model.")
    private boolean isFrozen;

    @Option(
            names = "--marks",
            paramLabel = "FILE",
            description = "How each list did goes there, for --against.")
    private @Nullable Path marks;

    @Option(
            names = "--against",
            paramLabel = "NAME=FILE",
            description =
                    "The --marks of an earlier run over the same log; the report says how far this"
                            + " one is ahead of it, with the paired standard error.")
    private Map<String, Path> earlier = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException {
        PrequentialSettings settings = new PrequentialSettings(unit, share, k, halfLife);
        PrequentialJudge judge = PrequentialJudge.over(file, settings);
        for (Map.Entry<String, Path> run : earlier.entrySet()) {
            judge.holdAgainst(run.getKey(), RunMarks.read(run.getValue()));
        }
        RunFacts run = PrequentialReplay.run(file, judge, job, isFrozen);
        if (marks != null) {
            judge.marks().write(marks);
        }
        PrequentialReport report = judge.report().with(run);
        spec.commandLine().getOut().println(report.toText());
        write(markdown, report.toMarkdown());
        write(json, report.toJson());
        return 0;
    }

    private static void write(@Nullable Path file, String text) throws IOException {
        if (file != null) {
            Files.writeString(file, text, StandardCharsets.UTF_8);
        }
    }
}
