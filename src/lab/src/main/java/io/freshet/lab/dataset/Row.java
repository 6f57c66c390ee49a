package io.freshet.lab.dataset;

import java.util.List;

/** One line of a table, asked by the names of its columns. */
final class Row {

    private final List<String> columns;
    private final List<String> fields;

    Row(List<String> columns, List<String> fields) throws BadLineException {
        if (columns.size() != fields.size()) {
            throw new BadLineException(
                    BadLineKind.FIELDS,
                    "found " + fields.size() + " fields, expected " + columns.size());
        }
        this.columns = columns;
        this.fields = fields;
    }

    boolean has(String column) {
        return columns.contains(column);
    }

    String text(String column) {
        return fields.get(columns.indexOf(column)).strip();
    }

    double number(String column) throws BadLineException {
        String text = text(column);
        double number;
        try {
            number = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw notANumber(column, text);
        }
        if (!Double.isFinite(number)) {
            throw notANumber(column, text);
        }
        return number;
    }

    long wholeNumber(String column) throws BadLineException {
        String text = text(column);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw notANumber(column, text);
        }
    }

    private static BadLineException notANumber(String column, String text) {
        return new BadLineException(
                BadLineKind.NUMBER, column + " is '" + text + "', expected a number");
    }
}
