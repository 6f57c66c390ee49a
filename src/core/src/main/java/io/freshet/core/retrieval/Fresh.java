package io.freshet.core.retrieval;

import io.freshet.core.behaviour.BehaviourWindow;

/** What was acted on for the first time lately: the same for all users. */
public final class Fresh implements CandidateGenerator {

    /** Its name. */
    public static final String SOURCE = "fresh";

    @Override
    public String source() {
        return SOURCE;
    }

    @Override
    public ItemScores score(BehaviourWindow window, CountsAtHand counts) {
        return counts.listedAsOf(window.newestTimestamp()).fresh();
    }
}
