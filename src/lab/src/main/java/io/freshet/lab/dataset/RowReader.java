package io.freshet.lab.dataset;

/** Says what one row of a table means. */
@FunctionalInterface
interface RowReader {

    void read(Row row, LineSink sink) throws BadLineException;
}
