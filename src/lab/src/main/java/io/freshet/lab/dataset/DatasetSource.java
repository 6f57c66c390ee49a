package io.freshet.lab.dataset;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;

/**
 * A file and the format that it is in.
 *
 * @param format one of {@link #FORMATS}
 * @param path of the file; if its name ends in {@code .gz} it is unpacked on the way
 */
public record DatasetSource(String format, Path path) {

    /** The names of the formats. */
    public static final List<String> FORMATS =
            List.of(
                    "movielens",
                    "sequences",
                    "yoochoose",
                    "retailrocket",
                    "diginetica",
                    "online-retail",
                    "csv",
                    "tsv",
                    "jsonl");

    public DatasetSource {
        requireNonNull(path, "path");
        if (!FORMATS.contains(format)) {
            throw new IllegalArgumentException(
                    "unknown format '" + format + "', expected " + String.join(", ", FORMATS));
        }
    }

    /**
     * Reads {@code FORMAT:PATH}.
     *
     * @throws IllegalArgumentException if it is not that
     */
    public static DatasetSource parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0 || colon == text.length() - 1) {
            throw new IllegalArgumentException(
                    "found '"
                            + text
                            + "', expected FORMAT:PATH with one of the formats "
                            + String.join(", ", FORMATS));
        }
        return new DatasetSource(text.substring(0, colon), Path.of(text.substring(colon + 1)));
    }

    /** The name of the file up to its first dot: what event ids begin with. */
    String stem() {
        String name = path.toAbsolutePath().getFileName().toString();
        int dot = name.indexOf('.');
        return dot <= 0 ? name : name.substring(0, dot);
    }

    DatasetFormat reader(ImportSettings settings) {
        return switch (format) {
            case "movielens" -> new Movielens();
            case "sequences" -> new Sequences();
            case "yoochoose" -> new Yoochoose();
            case "retailrocket" -> new Retailrocket();
            case "diginetica" -> new Diginetica();
            case "online-retail" -> new OnlineRetail();
            case "csv" -> new MappedTable("csv", ",", settings.columns(), settings.time());
            case "tsv" -> new MappedTable("tsv", "\t", settings.columns(), settings.time());
            case "jsonl" -> new MappedJson(settings.columns(), settings.time());
            default -> throw new IllegalStateException("format " + format);
        };
    }
}
