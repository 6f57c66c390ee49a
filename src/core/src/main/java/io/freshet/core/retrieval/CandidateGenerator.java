package io.freshet.core.retrieval;

import io.freshet.core.behaviour.BehaviourWindow;

/**
 * Brings items for one user beside those that the model finds. Implementations remember nothing
 * between calls and may be called by several threads at once.
 */
public interface CandidateGenerator {

    /** Its name: in configuration, and as the source of the slots that it fills. */
    String source();

    /**
     * Scores the items that it knows something of for this user.
     *
     * @param window what the user did, at least one entry
     * @param counts what all users did
     */
    ItemScores score(BehaviourWindow window, CountsAtHand counts);
}
