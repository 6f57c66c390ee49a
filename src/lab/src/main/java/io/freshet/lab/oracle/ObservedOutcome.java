package io.freshet.lab.oracle;

import io.freshet.core.domain.Assignment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a job said that became of a slate.
 *
 * @param outcomeId its id
 * @param userId who was shown the slate
 * @param slateId the slate
 * @param interaction what it earned; null of one that is unanswered
 * @param experiments variants that the slate carries
 */
public record ObservedOutcome(
        String outcomeId,
        String userId,
        String slateId,
        @Nullable Earned interaction,
        List<Assignment> experiments) {

    public ObservedOutcome {
        experiments = List.copyOf(experiments);
    }

    /** An interaction, with the place that its item had in the slate. */
    public record Earned(String eventId, String itemId, int slot, String source, String type) {}
}
