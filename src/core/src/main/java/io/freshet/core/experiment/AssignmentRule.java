package io.freshet.core.experiment;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who says which variant a user has. */
public enum AssignmentRule {
    /** A hash of the user's id. */
    @JsonProperty("hash")
    HASH,
    /** Somebody else, by records of the topic {@code assignments}. */
    @JsonProperty("external")
    EXTERNAL
}
