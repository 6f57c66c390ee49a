package io.freshet.core.scoring;

import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.domain.ModelId;
import java.util.List;

/** Ranks the whole vocabulary of a model for many users at once. Safe for concurrent callers. */
public interface Ranker extends AutoCloseable {

    /** Most reasons given for an item. */
    int MOST_REASONS = 3;

    /** An item of the window with less of the attention than this is no reason. */
    float LEAST_WEIGHT = 0.01f;

    /** Which model answers. */
    ModelId modelId();

    /** Where it runs: {@code cpu} or {@code cuda}. */
    String provider();

    /** Whether it can rank by this window: at least one item of it is in the vocabulary. */
    boolean canRankBy(BehaviourWindow window);

    /** Whether an item is in the vocabulary. */
    boolean knows(String itemId);

    /**
     * Ranks for each window.
     *
     * @param windows windows that it {@link #canRankBy can rank by}; at least one
     * @param k items wanted for each, at least 1; a smaller vocabulary gives all of its items
     * @return for each window, in their order, the best items, best first
     */
    List<List<RankedItem>> rank(List<BehaviourWindow> windows, int k);

    @Override
    void close();
}
