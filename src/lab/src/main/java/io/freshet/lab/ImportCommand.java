package io.freshet.lab;

import io.freshet.lab.dataset.ColumnMapping;
import io.freshet.lab.dataset.DatasetImport;
import io.freshet.lab.dataset.DatasetSource;
import io.freshet.lab.dataset.ImportReport;
import io.freshet.lab.dataset.ImportSettings;
import io.freshet.lab.dataset.InteractionLogWriter;
import io.freshet.lab.dataset.TimeFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lab import}: files of data sets to one file of interactions. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description =
                "Turn data sets into interactions, one JSON object a line, in the order of time.")
final class ImportCommand implements Callable<Integer> {

    private static final int BAD_LINES_SHOWN = 5;

    @Spec private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "FORMAT:PATH",
            description =
                    "A file, perhaps .gz. FORMAT is movielens, sequences, yoochoose, retailrocket,"
                            + " diginetica, online-retail, csv, tsv or jsonl.")
    private List<String> sources = List.of();

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "The interactions; packed if it ends in .gz.")
    private Path out;

    @Option(
            names = "--bad-lines",
            paramLabel = "FILE",
            description = "Every line that cannot be read, with its reason; default OUT.bad.")
    private @Nullable Path badLines;

    @Option(
            names = "--columns",
            paramLabel = "NAME=COLUMN,...",
            description =
                    "Columns of csv, tsv and jsonl: user, item, time, type, value; default"
                            + " user=userId,item=itemId,time=timestamp, and type and value if"
                            + " there.")
    private @Nullable String columns;

    @Option(
            names = "--time",
            defaultValue = "auto",
            description =
                    "How csv, tsv and jsonl tell the time: ${COMPLETION-CANDIDATES}; default"
                            + " ${DEFAULT-VALUE}, by the looks of it.")
    private TimeFormat time;

    @Option(names = "--type", description = "Replaces the type of every interaction.")
    private @Nullable String type;

    @Option(
            names = "--shift-days",
            defaultValue = "0",
            description = "Added to every time; for data from before the year 2000.")
    private int shiftDays;

    @Override
    public Integer call() throws IOException {
        List<DatasetSource> files = sources.stream().map(DatasetSource::parse).toList();
        checkOutputs(files);
        ImportSettings settings =
                new ImportSettings(
                        columns == null ? ColumnMapping.DEFAULT : ColumnMapping.parse(columns),
                        time,
                        type,
                        Duration.ofDays(shiftDays));
        DatasetImport dataset = new DatasetImport(files, settings);
        ImportReport report;
        try (InteractionLogWriter log = new InteractionLogWriter(out);
                Writer bad = Files.newBufferedWriter(badLinesFile(), StandardCharsets.UTF_8);
                Progress progress = Progress.of("import", "lines", 0)) {
            report = dataset.run(log, bad, progress::step);
            log.commit();
        }
        tell(report);
        return 0;
    }

    private Path badLinesFile() {
        return badLines == null ? out.resolveSibling(out.getFileName() + ".bad") : badLines;
    }

    private void checkOutputs(List<DatasetSource> files) {
        for (DatasetSource file : files) {
            Path input = file.path().toAbsolutePath().normalize();
            for (Path output : List.of(out, badLinesFile())) {
                if (output.toAbsolutePath().normalize().equals(input)) {
                    throw new IllegalArgumentException(output + " is both read and written");
                }
            }
        }
    }

    private void tell(ImportReport report) throws IOException {
        spec.commandLine().getOut().println(report.summary());
        Path bad = badLinesFile();
        if (report.badLines() == 0) {
            Files.deleteIfExists(bad);
            return;
        }
        PrintWriter err = spec.commandLine().getErr();
        try (Stream<String> lines = Files.lines(bad, StandardCharsets.UTF_8)) {
            lines.limit(BAD_LINES_SHOWN).forEach(err::println);
        }
        err.println(report.badLines() + " bad lines, all in " + bad);
    }
}
