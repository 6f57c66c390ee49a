package io.freshet.core.retrieval;

import io.freshet.core.behaviour.BehaviourWindow;
import java.util.HashMap;
import java.util.Map;

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
        Map<String, Double> shares = new HashMap<>();
        for (PopularItem item : counts.popularAsOf(window.newestTimestamp()).items()) {
            shares.put(item.itemId(), item.share());
        }
        return ItemScores.ofShares(shares);
    }
}
