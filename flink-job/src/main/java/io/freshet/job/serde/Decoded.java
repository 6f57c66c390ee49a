package io.freshet.job.serde;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.DeadLetterReason;
import io.freshet.core.domain.Exposure;
import io.freshet.core.domain.Interaction;

/** What became of the bytes of a record. Lives inside one step and crosses no operator edge. */
public sealed interface Decoded {

    /** The bytes are an interaction. */
    record Accepted(Interaction interaction) implements Decoded {

        public Accepted {
            requireNonNull(interaction, "interaction");
        }
    }

    /** The bytes are an exposure. */
    record Exposed(Exposure exposure) implements Decoded {

        public Exposed {
            requireNonNull(exposure, "exposure");
        }
    }

    /**
     * The bytes are no event.
     *
     * @param message what was found and what was expected
     */
    record Rejected(DeadLetterReason reason, String message) implements Decoded {

        public Rejected {
            requireNonNull(reason, "reason");
            requireNonNull(message, "message");
        }
    }
}
