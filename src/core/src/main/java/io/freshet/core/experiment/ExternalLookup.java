package io.freshet.core.experiment;

import java.util.Optional;

/** What the topic {@code assignments} says of the user in question. */
@FunctionalInterface
public interface ExternalLookup {

    /** Nothing of anybody. */
    ExternalLookup NONE = experimentId -> Optional.empty();

    /** The name of the user's variant in an experiment, by the last record. */
    Optional<String> variant(String experimentId);
}
