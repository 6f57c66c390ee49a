package io.freshet.core.experiment;

import io.freshet.core.domain.Assignment;
import io.freshet.core.domain.Interaction;
import org.jspecify.annotations.Nullable;

/**
 * Somebody else says which variant a user has: one record of the {@code assignments} topic. Of one
 * user and one experiment the last record of the topic holds.
 *
 * @param userId who has it; also the record's key
 * @param experimentId in which experiment
 * @param variant its name; one that the experiment does not have takes the user out
 * @param timestamp when that was decided, epoch milliseconds; for people, no order is made by it
 */
public record ExternalAssignment(
        String userId, String experimentId, String variant, long timestamp) {

    public ExternalAssignment {
        requireUser(userId, "userId");
        Names.require(experimentId, "experimentId");
        Names.require(variant, "variant");
        Times.require(timestamp, "timestamp");
    }

    /**
     * The user, if it is one: 1 to 256 characters, as events may name it.
     *
     * @param field where it stands, for the message
     */
    public static String requireUser(@Nullable String userId, String field) {
        if (userId == null) {
            throw new ExperimentException(field + " is missing, expected the id of a user");
        }
        int length = userId.codePointCount(0, userId.length());
        if (length < 1 || length > Interaction.MAX_ID_LENGTH) {
            throw new ExperimentException(
                    field
                            + " has "
                            + length
                            + " characters, expected 1 to "
                            + Interaction.MAX_ID_LENGTH);
        }
        return userId;
    }

    /** As a slate names it. */
    public Assignment assignment() {
        return new Assignment(experimentId, variant);
    }
}
