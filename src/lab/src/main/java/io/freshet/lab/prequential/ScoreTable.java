package io.freshet.lab.prequential;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Figures in rows and columns: one recommender a row, three groups of two figures.
 *
 * @param groups the upper heading: what every column belongs to
 * @param figures the lower heading: what every column is
 * @param rows the name and the cells of each
 */
record ScoreTable(List<String> groups, List<String> figures, List<List<String>> rows) {

    private static final String NONE = "-";
    private static final String GAP = "  ";

    static ScoreTable of(PrequentialReport report) {
        LogFacts log = report.log();
        String hitRate = "HR@" + log.k();
        String grade = log.unit().measure() + "@" + log.k();
        return new ScoreTable(
                List.of("", "all", "", "repeats", "", "new items", "", "items"),
                List.of("", hitRate, grade, hitRate, grade, hitRate, grade, "shown"),
                report.methods().stream().map(ScoreTable::row).toList());
    }

    String toText() {
        List<List<String>> lines = new ArrayList<>(List.of(groups, figures));
        lines.addAll(rows);
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < figures.size(); column++) {
            int at = column;
            widths.add(lines.stream().mapToInt(line -> line.get(at).length()).max().orElse(0));
        }
        String rule = "-".repeat(textLine(figures, widths).length()) + "\n";
        return textLine(groups, widths)
                + "\n"
                + textLine(figures, widths)
                + "\n"
                + rule
                + rows.stream()
                        .map(row -> textLine(row, widths) + "\n")
                        .collect(Collectors.joining());
    }

    String toMarkdown() {
        List<String> heading = new ArrayList<>();
        String group = "";
        for (int column = 0; column < figures.size(); column++) {
            group = groups.get(column).isEmpty() ? group : groups.get(column);
            heading.add((group + " " + figures.get(column)).strip());
        }
        List<String> rule = new ArrayList<>(Collections.nCopies(figures.size(), "---:"));
        rule.set(0, "---");
        return Stream.concat(Stream.of(heading, rule), rows.stream())
                .map(cells -> "| " + String.join(" | ", cells) + " |\n")
                .collect(Collectors.joining());
    }

    private static List<String> row(MethodScores method) {
        List<String> cells = new ArrayList<>(List.of(method.name()));
        addScore(cells, method.all());
        addScore(cells, method.repeats());
        addScore(cells, method.newItems());
        cells.add(String.format(Locale.ROOT, "%,d", method.itemsShown()));
        return cells;
    }

    private static void addScore(List<String> cells, @Nullable Score score) {
        cells.add(score == null ? NONE : figure(score.hitRate()));
        cells.add(score == null ? NONE : figure(score.grade()));
    }

    /** As papers have them: {@code .364}. */
    static String figure(double share) {
        return figure("%.3f", share);
    }

    /** For differences and their errors: {@code .0364}. */
    static String fineFigure(double share) {
        return figure("%.4f", share);
    }

    private static String figure(String format, double share) {
        String digits = String.format(Locale.ROOT, format, share);
        return digits.startsWith("0") ? digits.substring(1) : digits;
    }

    private static String textLine(List<String> cells, List<Integer> widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            String padding = " ".repeat(widths.get(column) - cells.get(column).length());
            line.append(column == 0 ? "" : GAP);
            line.append(column == 0 ? cells.get(column) + padding : padding + cells.get(column));
        }
        return line.toString().stripTrailing();
    }
}
