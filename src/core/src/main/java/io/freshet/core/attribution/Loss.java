package io.freshet.core.attribution;

/** Why an event earned nothing. The name is the code in the metric. */
public enum Loss {
    /** The interaction names a slate that is not remembered, or never was. */
    SLATE_UNKNOWN,
    /** The interaction names a slate that its item is not in. */
    NOT_IN_SLATE,
    /** The interaction's item was in no slot that was shown within the window. */
    NOT_SHOWN,
    /** The exposure is of a slate that is not remembered, or of no slot of it. */
    EXPOSURE_UNKNOWN
}
