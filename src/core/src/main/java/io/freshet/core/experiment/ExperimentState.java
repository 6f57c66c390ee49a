package io.freshet.core.experiment;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What became of an experiment. */
public enum ExperimentState {
    /** Its start is to come. */
    @JsonProperty("scheduled")
    SCHEDULED,
    /** Users have its variants. */
    @JsonProperty("running")
    RUNNING,
    /** Its end is past. */
    @JsonProperty("ended")
    ENDED,
    /** Its record is not followed. */
    @JsonProperty("refused")
    REFUSED,
    /** Its record was taken back. */
    @JsonProperty("removed")
    REMOVED
}
