package io.freshet.core.retrieval;

import io.freshet.core.behaviour.BehaviourWindow;

/** What everybody does lately: the same for all users. */
public final class Popular implements CandidateGenerator {

    /** Its name. */
    public static final String SOURCE = "popular";

    @Override
    public String source() {
        return SOURCE;
    }

    @Override
    public ItemScores score(BehaviourWindow window, CountsAtHand counts) {
        return counts.listedAsOf(window.newestTimestamp()).popular();
    }
}
