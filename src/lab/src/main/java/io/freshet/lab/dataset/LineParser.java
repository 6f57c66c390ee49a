package io.freshet.lab.dataset;

/** Reads the lines of one file in order; may remember what came before. */
@FunctionalInterface
interface LineParser {

    /**
     * Tells the sink what one line says.
     *
     * @param number of the line, from 1
     */
    void parse(String line, long number, LineSink sink) throws BadLineException;
}
