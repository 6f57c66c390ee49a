package io.freshet.job.serde;

import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the job takes for an interaction.
 *
 * @param types event types that are known, at least one
 * @param maxClockSkewMillis how far a timestamp may lie ahead of this machine's clock, from 0
 * @param maxBytes most bytes of a record's value, at least 1
 */
public record InteractionRules(Set<String> types, long maxClockSkewMillis, int maxBytes)
        implements Serializable {

    /** With the types in the order of a list, for messages. */
    public static InteractionRules of(List<String> types, long maxClockSkewMillis, int maxBytes) {
        return new InteractionRules(new LinkedHashSet<>(types), maxClockSkewMillis, maxBytes);
    }

    public InteractionRules {
        if (types.isEmpty()) {
            throw new IllegalArgumentException("types is empty, expected at least one");
        }
        if (maxClockSkewMillis < 0 || maxBytes < 1) {
            throw new IllegalArgumentException(
                    "maxClockSkewMillis and maxBytes are "
                            + maxClockSkewMillis
                            + " and "
                            + maxBytes
                            + ", expected at least 0 and 1");
        }
        types = new LinkedHashSet<>(types);
    }
}
