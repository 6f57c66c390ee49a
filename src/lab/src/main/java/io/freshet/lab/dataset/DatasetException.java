package io.freshet.lab.dataset;

import java.io.IOException;

/**
 * A data set that cannot be imported at all; the message says where, what and what was expected.
 */
public final class DatasetException extends IOException {

    private static final long serialVersionUID = 1L;

    /** With a message for the user. */
    public DatasetException(String message) {
        super(message);
    }

    /** With a message for the user and what lies behind it. */
    public DatasetException(String message, Throwable cause) {
        super(message, cause);
    }
}
