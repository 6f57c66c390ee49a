package io.freshet.lab.oracle;

import org.jspecify.annotations.Nullable;

/**
 * What a job said that became of a slate.
 *
 * @param outcomeId its id
 * @param userId who was shown the slate
 * @param slateId the slate
 * @param interaction what it earned; null of one that is unanswered
 */
public record ObservedOutcome(
        String outcomeId, String userId, String slateId, @Nullable Earned interaction) {

    /** An interaction, with the place that its item had in the slate. */
    public record Earned(String eventId, String itemId, int slot, String source) {}
}
