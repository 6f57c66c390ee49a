package io.freshet.core.domain;

/** Why a record could not become an event. The name is the code on the topic and in the metric. */
public enum DeadLetterReason {
    EMPTY,
    TOO_LARGE,
    NOT_JSON,
    NOT_AN_OBJECT,
    MISSING_FIELD,
    WRONG_TYPE,
    ID_EMPTY,
    ID_TOO_LONG,
    UNKNOWN_EVENT_TYPE,
    TIMESTAMP_TOO_OLD,
    TIMESTAMP_IN_FUTURE,
    VALUE_OUT_OF_RANGE,
    VALUE_NOT_FINITE,
    NOT_A_RELEASE,
    NOT_AN_ASSIGNMENT
}
