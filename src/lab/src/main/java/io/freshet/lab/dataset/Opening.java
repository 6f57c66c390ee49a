package io.freshet.lab.dataset;

import static java.util.Objects.requireNonNull;

/**
 * How a file is to be read, decided by its first line.
 *
 * @param headed whether the first line names columns and holds no data
 */
record Opening(LineParser parser, boolean headed) {

    Opening {
        requireNonNull(parser, "parser");
    }
}
