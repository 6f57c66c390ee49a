package io.freshet.lab.dataset;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Turns files into interactions in the order of event time, with no two of one user at the same
 * millisecond. The same files give the same interactions, ids included, every time.
 */
public final class DatasetImport {

    private static final int RUN_LENGTH = 250_000;

    private final List<DatasetSource> sources;
    private final ImportSettings settings;
    private final int runLength;

    /** Of these files, in this order where times are equal. */
    public DatasetImport(List<DatasetSource> sources, ImportSettings settings) {
        this(sources, settings, RUN_LENGTH);
    }

    DatasetImport(List<DatasetSource> sources, ImportSettings settings, int runLength) {
        this.sources = List.copyOf(sources);
        this.settings = requireNonNull(settings, "settings");
        this.runLength = runLength;
        checkNames(this.sources);
    }

    /**
     * Runs the import.
     *
     * @param badLines takes a line for every line that could not be read
     * @param steps is told now and then how many lines were read since
     * @throws DatasetException if a file cannot be read at all
     */
    public ImportReport run(InteractionSink sink, Writer badLines, LongConsumer steps)
            throws IOException {
        ImportReport report = new ImportReport(badLines);
        try (TimeSort sort = new TimeSort(runLength)) {
            long sequence = 0;
            for (DatasetSource source : sources) {
                long before = report.interactions();
                report.beginFile();
                DatasetReader reader = new DatasetReader(source, settings, report, sort, sequence);
                sequence = reader.read(steps);
                checkFound(source, report, before);
            }
            TieBreaker ordered = new TieBreaker(sink, report);
            sort.drainTo(ordered);
            ordered.finish();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return report;
    }

    private static void checkFound(DatasetSource source, ImportReport report, long before)
            throws DatasetException {
        if (report.interactions() > before) {
            return;
        }
        BadLine first = report.firstBad();
        throw new DatasetException(
                source.path()
                        + ": no line is an interaction of the format "
                        + source.format()
                        + (first == null ? "" : "; first bad line: " + first));
    }

    private static void checkNames(List<DatasetSource> sources) {
        Map<String, DatasetSource> seen = new HashMap<>();
        for (DatasetSource source : sources) {
            DatasetSource other = seen.put(source.stem(), source);
            if (other != null) {
                throw new IllegalArgumentException(
                        other.path()
                                + " and "
                                + source.path()
                                + " would give the same event ids: rename one");
            }
        }
    }
}
