package io.freshet.lab.dataset;

import static java.util.Objects.requireNonNull;

/**
 * A line that could not be read.
 *
 * @param line counted from 1
 */
public record BadLine(String file, long line, BadLineKind kind, String reason) {

    public BadLine {
        requireNonNull(file, "file");
        requireNonNull(kind, "kind");
        requireNonNull(reason, "reason");
    }

    /** {@code file:line: kind: reason}. */
    @Override
    public String toString() {
        return file + ":" + line + ": " + kind.label() + ": " + reason;
    }
}
