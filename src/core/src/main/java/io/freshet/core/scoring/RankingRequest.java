package io.freshet.core.scoring;

import static java.util.Objects.requireNonNull;

import io.freshet.core.behaviour.BehaviourWindow;
import java.util.List;

/**
 * For whom to rank.
 *
 * @param window what the user did; the ranker {@link Ranker#canRankBy can rank by} it
 * @param candidates items to be scored beside the best ones; those that the model does not know get
 *     no score
 */
public record RankingRequest(BehaviourWindow window, List<String> candidates) {

    public RankingRequest {
        requireNonNull(window, "window");
        candidates = List.copyOf(candidates);
    }
}
