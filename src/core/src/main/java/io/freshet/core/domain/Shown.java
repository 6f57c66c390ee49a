package io.freshet.core.domain;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How it is known that a slate was shown, the surest first. */
public enum Shown {
    /** An exposure says so. */
    @JsonProperty("exposure")
    EXPOSURE,
    /** The interaction names the slate. */
    @JsonProperty("named")
    NAMED,
    /** Nobody says so: it is the slate that stood when the user interacted with something. */
    @JsonProperty("standing-slate")
    STANDING_SLATE
}
