package io.freshet.core.domain;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What became of a slate that was shown. */
public enum OutcomeKind {
    /** The user interacted with one of its items. */
    @JsonProperty("interaction")
    INTERACTION,
    /** The time for it passed without an interaction. */
    @JsonProperty("unanswered")
    UNANSWERED
}
