package io.freshet.lab.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Lines of separated fields. Commas and semicolons may be quoted; a field never spans lines, so
 * that one bad line costs one line.
 *
 * @param separator between fields
 * @param columns names, in order
 */
record Table(String separator, List<String> columns) {

    private static final List<String> KNOWN = List.of("::", "\t", ";", ",");

    Table {
        columns = List.copyOf(columns);
    }

    /** The separator that a line uses, or a comma if it has none of the known ones. */
    static String separatorOf(String line) {
        return KNOWN.stream().filter(line::contains).findFirst().orElse(",");
    }

    /** A table whose columns the line names. */
    static Table headedBy(String line, String separator) throws DatasetException {
        try {
            List<String> names = split(line, separator).stream().map(String::strip).toList();
            return new Table(separator, names);
        } catch (BadLineException e) {
            throw new DatasetException("the header cannot be read: " + e.getMessage(), e);
        }
    }

    /** Reads every line as a row. */
    LineParser parser(RowReader reader) {
        return (line, number, sink) -> reader.read(new Row(columns, split(line, separator)), sink);
    }

    /**
     * @throws DatasetException unless every one of the columns is there
     */
    Table require(String format, String... wanted) throws DatasetException {
        for (String column : wanted) {
            if (!columns.contains(column)) {
                throw new DatasetException(
                        "no column "
                                + column
                                + " for "
                                + format
                                + "; found "
                                + String.join(", ", columns));
            }
        }
        return this;
    }

    static List<String> split(String line, String separator) throws BadLineException {
        boolean mayQuote = separator.equals(",") || separator.equals(";");
        if (mayQuote && line.indexOf('"') >= 0) {
            return splitQuoted(line, separator);
        }
        List<String> fields = new ArrayList<>();
        int from = 0;
        for (int to = line.indexOf(separator); to >= 0; to = line.indexOf(separator, from)) {
            fields.add(line.substring(from, to));
            from = to + separator.length();
        }
        fields.add(line.substring(from));
        return fields;
    }

    private static List<String> splitQuoted(String line, String separator) throws BadLineException {
        CSVFormat format = CSVFormat.DEFAULT.builder().setDelimiter(separator).get();
        try (CSVParser parser = CSVParser.parse(line, format)) {
            List<CSVRecord> records = parser.getRecords();
            if (records.size() == 1) {
                return records.get(0).toList();
            }
            throw new BadLineException(BadLineKind.SYNTAX, "a quoted field spans lines");
        } catch (IOException | UncheckedIOException e) {
            throw new BadLineException(BadLineKind.SYNTAX, "quotes do not match");
        }
    }
}
