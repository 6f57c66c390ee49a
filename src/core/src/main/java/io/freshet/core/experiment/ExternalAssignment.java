package io.freshet.core.experiment;

import io.freshet.core.domain.Assignment;
import io.freshet.core.domain.Interaction;

/**
 * Somebody else says which variant a user has: one record of the {@code assignments} topic. Of one
 * user and one experiment the record with the latest timestamp holds.
 *
 * @param userId who has it; also the record's key
 * @param experimentId in which experiment
 * @param variant its name; one that the experiment does not have takes the user out
 * @param timestamp when that was decided, epoch milliseconds
 */
public record ExternalAssignment(
        String userId, String experimentId, String variant, long timestamp) {

    public ExternalAssignment {
        if (userId == null || userId.isEmpty() || userId.length() > Interaction.MAX_ID_LENGTH) {
            throw new ExperimentException(
                    "userId is '"
                            + userId
                            + "', expected 1 to "
                            + Interaction.MAX_ID_LENGTH
                            + " characters");
        }
        Names.require(experimentId, "experimentId");
        Names.require(variant, "variant");
        Times.require(timestamp, "timestamp");
    }

    /** As a slate names it. */
    public Assignment assignment() {
        return new Assignment(experimentId, variant);
    }
}
