package io.freshet.lab.proof;

import java.io.IOException;

/** This machine does not permit what a scenario wants to do to it. */
public final class NotPossibleHereException extends IOException {

    private static final long serialVersionUID = 1L;

    NotPossibleHereException(String message) {
        super(message);
    }
}
