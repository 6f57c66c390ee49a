package io.freshet.lab.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What became of every line. Each bad line is written down as it is met. */
public final class ImportReport {

    private final Writer badLines;
    private final Map<BadLineKind, Long> bad = new EnumMap<>(BadLineKind.class);
    private final Map<String, Long> excluded = new TreeMap<>();
    private @Nullable BadLine firstBad;
    private long lines;
    private long observed;
    private long repeats;

    /**
     * @param badLines takes one line for each bad line
     */
    ImportReport(Writer badLines) {
        this.badLines = badLines;
    }

    /** Lines that were read, headers and blank ones included. */
    public long lines() {
        return lines;
    }

    /** Interactions that came out. */
    public long interactions() {
        return observed - repeats;
    }

    /** Lines that could not be read, by the reason. */
    public Map<BadLineKind, Long> bad() {
        return Map.copyOf(bad);
    }

    /** How many lines could not be read. */
    public long badLines() {
        return bad.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Well-formed lines and interactions that a rule of the format left out, by the rule. */
    public Map<String, Long> excluded() {
        Map<String, Long> all = new TreeMap<>(excluded);
        if (repeats > 0) {
            all.put("repeats", repeats);
        }
        return all;
    }

    /** Two lines of text for a person. */
    public String summary() {
        return lines
                + " lines, "
                + interactions()
                + " interactions\nleft out by rule: "
                + counts(excluded())
                + "; bad: "
                + counts(
                        bad.entrySet().stream()
                                .collect(
                                        Collectors.toMap(
                                                entry -> entry.getKey().label(),
                                                Map.Entry::getValue,
                                                Long::sum,
                                                TreeMap::new)));
    }

    /** Of the file that was begun last. */
    @Nullable BadLine firstBad() {
        return firstBad;
    }

    void beginFile() {
        firstBad = null;
    }

    void line() {
        lines++;
    }

    void observed() {
        observed++;
    }

    void repeat() {
        repeats++;
    }

    void exclude(String rule) {
        excluded.merge(rule, 1L, Long::sum);
    }

    void bad(BadLine line) {
        if (firstBad == null) {
            firstBad = line;
        }
        bad.merge(line.kind(), 1L, Long::sum);
        try {
            badLines.write(line + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write down a bad line", e);
        }
    }

    private static String counts(Map<String, Long> counts) {
        if (counts.isEmpty()) {
            return "none";
        }
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
