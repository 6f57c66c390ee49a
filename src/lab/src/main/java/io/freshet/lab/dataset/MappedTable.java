package io.freshet.lab.dataset;

import static java.util.Objects.requireNonNull;

/** A table with a header, whose columns the user maps. */
final class MappedTable implements DatasetFormat {

    private final String name;
    private final String separator;
    private final ColumnMapping columns;
    private final TimeFormat time;

    MappedTable(String name, String separator, ColumnMapping columns, TimeFormat time) {
        this.name = requireNonNull(name, "name");
        this.separator = requireNonNull(separator, "separator");
        this.columns = requireNonNull(columns, "columns");
        this.time = requireNonNull(time, "time");
    }

    @Override
    public Opening open(String firstLine) throws DatasetException {
        Table table = Table.headedBy(firstLine, separator);
        try {
            table.require(name, columns.user(), columns.item(), columns.time());
            if (columns.type() != null) {
                table.require(name, columns.type());
            }
            if (columns.value() != null) {
                table.require(name, columns.value());
            }
        } catch (DatasetException e) {
            throw new DatasetException(e.getMessage() + "; say which with --columns", e);
        }
        return new Opening(table.parser(this::read), true);
    }

    private void read(Row row, LineSink sink) throws BadLineException {
        String type = row.has(columns.typeColumn()) ? row.text(columns.typeColumn()) : "view";
        boolean valued =
                row.has(columns.valueColumn()) && !row.text(columns.valueColumn()).isEmpty();
        sink.observe(
                new Observation(
                        row.text(columns.user()),
                        row.text(columns.item()),
                        type,
                        time.millis(row.text(columns.time())),
                        valued ? row.number(columns.valueColumn()) : null));
    }
}
