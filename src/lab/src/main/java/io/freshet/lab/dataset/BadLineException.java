package io.freshet.lab.dataset;

import static java.util.Objects.requireNonNull;

/** A line that its format does not allow; the message says what was found and expected. */
final class BadLineException extends Exception {

    private static final long serialVersionUID = 1L;

    private final BadLineKind kind;

    BadLineException(BadLineKind kind, String message) {
        // Without a stack trace: a broken file has millions of these.
        super(message, null, false, false);
        this.kind = requireNonNull(kind, "kind");
    }

    BadLineKind kind() {
        return kind;
    }
}
