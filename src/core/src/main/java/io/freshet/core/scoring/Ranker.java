package io.freshet.core.scoring;

import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.bundle.Blend;
import io.freshet.core.domain.ModelId;
import java.util.List;
import java.util.Optional;

/** Ranks the whole vocabulary of a model for many users at once. Safe for concurrent callers. */
public interface Ranker extends AutoCloseable {

    /** Which model answers. */
    ModelId modelId();

    /** Where it runs: {@code cpu} or {@code cuda}. */
    String provider();

    /** How many entries of a window it reads. */
    int windowLength();

    /** Whether it can rank by this window: at least one item of it is in the vocabulary. */
    boolean canRankBy(BehaviourWindow window);

    /** How its scores and those of counts become one; empty: that was not fitted. */
    Optional<Blend> blend();

    /**
     * Ranks for each request.
     *
     * @param requests at least one
     * @param k best items wanted for each, at least 1; a smaller vocabulary gives all of its items
     * @return an answer to each, in their order
     */
    List<Ranking> rank(List<RankingRequest> requests, int k);

    @Override
    void close();
}
