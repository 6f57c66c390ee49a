package io.freshet.core.experiment;

/**
 * A record about experiments that is not followed; the message says what was found and expected.
 */
public final class ExperimentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ExperimentException(String message) {
        super(message);
    }

    public ExperimentException(String message, Throwable cause) {
        super(message, cause);
    }
}
