package io.freshet.lab.dataset;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Interaction;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads one file and gives its interactions identities: the file's name, the line and, from the
 * second interaction of a line on, the place. A bad line gives none and is reported.
 */
final class DatasetReader {

    private static final int LINES_A_STEP = 1_000;

    private final DatasetSource source;
    private final ImportSettings settings;
    private final ImportReport report;
    private final TimeSort sort;
    private final Observations observations = new Observations();
    private long sequence;
    private boolean repeatsAreOne;

    /**
     * @param firstSequence the place of the first interaction in the whole import
     */
    DatasetReader(
            DatasetSource source,
            ImportSettings settings,
            ImportReport report,
            TimeSort sort,
            long firstSequence) {
        this.source = requireNonNull(source, "source");
        this.settings = requireNonNull(settings, "settings");
        this.report = requireNonNull(report, "report");
        this.sort = requireNonNull(sort, "sort");
        this.sequence = firstSequence;
    }

    /**
     * Reads to the end.
     *
     * @param steps is told now and then how many lines were read since
     * @return the place of the next interaction
     * @throws DatasetException if the file is not in its format, or ends in the middle
     */
    long read(LongConsumer steps) throws IOException {
        long number = 0;
        try (BufferedReader reader = open()) {
            String line = reader.readLine();
            if (line == null) {
                throw new DatasetException(source.path() + " is empty");
            }
            Opening opening = opening(line);
            for (; line != null; line = reader.readLine()) {
                number++;
                report.line();
                if (number > 1 || !opening.headed()) {
                    parse(opening.parser(), line, number);
                }
                if (number % LINES_A_STEP == 0) {
                    steps.accept(LINES_A_STEP);
                }
            }
        } catch (DatasetException e) {
            throw e;
        } catch (IOException e) {
            throw new DatasetException(
                    source.path() + ": cannot read on after line " + number + ": " + reason(e), e);
        }
        steps.accept(number % LINES_A_STEP);
        return sequence;
    }

    private BufferedReader open() throws IOException {
        if (!Files.isRegularFile(source.path())) {
            throw new DatasetException(source.path() + " is not a file");
        }
        InputStream in = Files.newInputStream(source.path());
        try {
            boolean packed = source.path().toString().endsWith(".gz");
            // A byte that is not UTF-8 becomes a replacement character: old files are Latin-1.
            return new BufferedReader(
                    new InputStreamReader(
                            packed ? new GZIPInputStream(in) : in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private Opening opening(String line) throws DatasetException {
        DatasetFormat format = source.reader(settings);
        repeatsAreOne = format.repeatsAreOne();
        try {
            return format.open(withoutMark(line));
        } catch (DatasetException e) {
            throw new DatasetException(source.path() + ":1: " + e.getMessage(), e);
        }
    }

    private void parse(LineParser parser, String line, long number) throws IOException {
        observations.clear();
        if (line.isBlank()) {
            report.exclude("blank");
            return;
        }
        List<Interaction> found = new ArrayList<>();
        try {
            parser.parse(number == 1 ? withoutMark(line) : line, number, observations);
            for (Observation each : observations.found) {
                found.add(interaction(each, number, found.size()));
            }
        } catch (BadLineException e) {
            report.bad(new BadLine(source.path().toString(), number, e.kind(), e.getMessage()));
            return;
        }
        if (observations.rule != null) {
            report.exclude(observations.rule);
        }
        for (Interaction each : found) {
            report.observed();
            sort.add(new SequencedInteraction(sequence++, repeatsAreOne, each));
        }
    }

    private Interaction interaction(Observation observation, long number, int place)
            throws BadLineException {
        long timestamp = observation.timestamp() + settings.shift().toMillis();
        InteractionLimits.checkTimestamp(timestamp);
        String eventId = source.stem() + "-" + number + (place == 0 ? "" : "-" + place);
        String type = settings.type() == null ? observation.type() : settings.type();
        InteractionLimits.checkId("event", eventId);
        InteractionLimits.checkId("user", observation.userId());
        InteractionLimits.checkId("item", observation.itemId());
        InteractionLimits.checkId("type", type);
        return new Interaction(
                eventId,
                observation.userId(),
                observation.itemId(),
                type,
                timestamp,
                null,
                null,
                observation.value());
    }

    private static String withoutMark(String line) {
        return line.startsWith("\uFEFF") ? line.substring(1) : line;
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** What one line says. */
    private static final class Observations implements LineSink {

        private final List<Observation> found = new ArrayList<>();
        private @Nullable String rule;

        @Override
        public void observe(Observation observation) {
            found.add(observation);
        }

        @Override
        public void exclude(String rule) {
            this.rule = rule;
        }

        void clear() {
            found.clear();
            rule = null;
        }
    }
}
