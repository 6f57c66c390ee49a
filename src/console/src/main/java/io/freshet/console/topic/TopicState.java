package io.freshet.console.topic;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How a topic stands.
 *
 * @param records that were ever written to it, those that are gone included
 * @param behind how many of them the console has not read yet
 * @param unreadable how many of what the console looked into were not what the topic is for; events
 *     and dead letters are counted elsewhere
 */
public record TopicState(String topic, Reading state, long records, long behind, long unreadable) {

    /** Whether the console can read it. */
    public enum Reading {
        /** It is there and is read. */
        @JsonProperty("reading")
        READING,
        /** The brokers know no such topic. */
        @JsonProperty("missing")
        MISSING,
        /** No broker answers. */
        @JsonProperty("unreachable")
        UNREACHABLE
    }
}
