package io.freshet.job.serde;

import io.freshet.core.domain.DeadLetterReason;

/** Ends the reading of a record that is no event; stays inside this package. */
final class RejectedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final DeadLetterReason reason;

    RejectedException(DeadLetterReason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    Decoded.Rejected rejection() {
        return new Decoded.Rejected(reason, getMessage());
    }
}
