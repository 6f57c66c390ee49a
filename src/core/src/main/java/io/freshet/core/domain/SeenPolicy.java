package io.freshet.core.domain;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether a slate may hold items that the user's behaviour window holds. */
public enum SeenPolicy {
    /** They may come back: right for shops. */
    @JsonProperty("keep")
    KEEP,
    /** They are dropped: right for films. */
    @JsonProperty("drop")
    DROP
}
