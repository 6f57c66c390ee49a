package io.freshet.core.behaviour;

import java.io.Serializable;

/**
 * How much a behaviour window remembers.
 *
 * @param maxLength most entries kept, 1 to 500
 * @param maxAgeMillis entries this much older than the newest one are dropped; at least 1
 */
public record WindowBounds(int maxLength, long maxAgeMillis) implements Serializable {

    /** Upper limit of {@link #maxLength}, which bounds a user's state. */
    public static final int LONGEST = 500;

    public WindowBounds {
        if (maxLength < 1 || maxLength > LONGEST) {
            throw new IllegalArgumentException(
                    "maxLength must be from 1 to " + LONGEST + " but is " + maxLength);
        }
        if (maxAgeMillis < 1) {
            throw new IllegalArgumentException(
                    "maxAgeMillis must be at least 1 but is " + maxAgeMillis);
        }
    }
}
